"""THE COMMAND LINE: arguments in, text and an exit code out; one module per verb, imported when the verb is used."""

from __future__ import annotations

_VALUES_BETWEEN_COLLECTIONS = 50_000
"""A page of orders is fewer values, none of them in a cycle: looking for cycles each 700 is a twentieth of a sync.

It is a setting of the whole process, which is the command's own; an application that embeds the engine has its own.
"""


def main() -> None:
    """The `stallkeeper` command. Ends the process: 0 done, 1 problems, 2 wrong usage, 130 interrupted."""
    import atexit
    import gc
    import sys

    gc.set_threshold(_VALUES_BETWEEN_COLLECTIONS)
    atexit.register(gc.freeze)  # all is closed by then: the last look for cycles would only be a twentieth of a poll
    from stallkeeper.cli.contents import stallkeeper

    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")  # a terminal that cannot show a sign shows another
    stallkeeper()
