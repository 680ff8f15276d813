"""THE COMMAND LINE: arguments in, text and an exit code out; one module per verb, imported when the verb is used."""

from __future__ import annotations


def main() -> None:
    """The `stallkeeper` command. Ends the process: 0 done, 1 problems, 2 wrong usage, 130 interrupted."""
    import sys

    from stallkeeper.cli.contents import stallkeeper

    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")  # a terminal that cannot show a sign shows another
    stallkeeper()
