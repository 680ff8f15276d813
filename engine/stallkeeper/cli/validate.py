"""`validate`: channels in, every problem out, in the order of the files."""

from __future__ import annotations

from pathlib import Path

import click

from stallkeeper.cli.ending import DONE, PROBLEMS
from stallkeeper.cli.session import Session


@click.command("validate")
@click.argument("channels", nargs=-1, metavar="[CHANNEL|FOLDER]...")
@click.option("--format", "style", type=click.Choice(["text", "json", "github"]), default="text", show_default=True)
@click.pass_obj
def command(session: Session, channels: tuple[str, ...], style: str) -> int:
    """Check channels: all problems at once, each with its place and what to write instead.

    CHANNEL is a name of the catalog or a folder; none means the whole catalog. Ends with 0 when nothing is wrong,
    1 when something is, 2 when there is no such channel.
    """
    from stallkeeper.render import problems as render

    names = [one for name in channels for one in expanded(name)] or session.catalog.names()
    found = [problem for name in names for problem in session.catalog.load(name).problems]
    click.echo(render.report(tuple(sorted(found)), len(names), style))
    return PROBLEMS if any(problem.severity == "error" for problem in found) else DONE


def expanded(name: str) -> list[str]:
    """A folder of channels as the channels in it; anything else as it is."""
    folder = Path(name)
    if (folder / "channel.yaml").exists():
        return [name]
    return [str(file.parent) for file in sorted(folder.glob("*/channel.yaml"))] or [name]
