"""`validate`: channels in, every problem out, in the order of the files."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from stallkeeper.cli.ending import DONE, PROBLEMS
from stallkeeper.cli.session import Session

if TYPE_CHECKING:
    from collections.abc import Sequence

    from stallkeeper.problems import Problem


@click.command("validate")
@click.argument("channels", nargs=-1, metavar="[CHANNEL|FOLDER]...")
@click.option("--format", "style", type=click.Choice(["text", "json", "github"]), default="text", show_default=True)
@click.pass_obj
def command(session: Session, channels: tuple[str, ...], style: str) -> int:
    """Check channels: all problems of all their files at once, each with its place and what to write instead.

    CHANNEL is a name of the catalog or a folder; none means the whole catalog. Ends with 0 when nothing is wrong,
    1 when something is, 2 when there is no such channel.
    """
    from stallkeeper.render.problems import report

    names = [one for name in channels for one in expanded(name)] or session.catalog.names()
    found = sorted(problem for name in names for problem in _problems(session, name))
    click.echo(report(found, len(names), style, _checked([session.catalog.folder(name) for name in names])))
    return PROBLEMS if any(problem.severity == "error" for problem in found) else DONE


def expanded(name: str) -> list[str]:
    """A folder of channels as the channels in it; anything else as it is."""
    folder = Path(name)
    if (folder / "channel.yaml").exists():
        return [name]
    return [str(file.parent) for file in sorted(folder.glob("*/channel.yaml"))] or [name]


def _problems(session: Session, name: str) -> tuple[Problem, ...]:
    """Those of the channel, its binding and its stories, and those of how it is played."""
    folder = session.catalog.folder(name)
    loaded = session.catalog.load(name)
    if not (folder / "play.yaml").is_file():
        return loaded.problems
    from stallkeeper.cli.played_statuses import unmapped_statuses
    from stallkeeper.played.load import load_play

    play, of_play = load_play(_as_typed_here(folder))
    between = unmapped_statuses(loaded.spec, play) if loaded.spec is not None and play is not None else ()
    return (*loaded.problems, *of_play, *between)


def _checked(folders: Sequence[Path]) -> dict[str, int]:
    """How many files of each kind were looked at beside the channels themselves."""
    kinds = {"binding": "binding.yaml", "carrier list": "carriers.yaml", "play": "play.yaml"}
    kinds["story"] = "scenarios/*.yaml"
    return {noun: sum(1 for folder in folders for _ in folder.glob(pattern)) for noun, pattern in kinds.items()}


def _as_typed_here(folder: Path) -> Path:
    """The folder as a person in this directory would write it, which is how its problems are to be shown."""
    try:
        return folder.resolve().relative_to(Path.cwd())
    except ValueError:
        return folder
