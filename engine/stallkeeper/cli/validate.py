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


STYLES = ("text", "json", "sarif", "github")


@click.command("validate")
@click.argument("channels", nargs=-1, metavar="[CHANNEL|FOLDER]...")
@click.option("--format", "style", type=click.Choice(STYLES), default="text", show_default=True)
@click.option("--select", multiple=True, metavar="CODE", help="Show only problems with this word; may be repeated.")
@click.option("--ignore", multiple=True, metavar="CODE", help="Leave out problems with this word; may be repeated.")
@click.pass_obj
def command(
    session: Session, channels: tuple[str, ...], style: str, select: tuple[str, ...], ignore: tuple[str, ...]
) -> int:
    """Check channels: all problems of all their files at once, each with its place and what to write instead.

    CHANNEL is a name of the catalog or a folder; none means the whole catalog. Ends with 0 when nothing is wrong,
    1 when something is, 2 when there is no such channel or word. What is left out by a word counts for nothing.
    """
    _refuse_unknown((*select, *ignore))
    names = [one for name in channels for one in expanded(name)] or list(session.catalog.names())
    everything = sorted({problem for name in names for problem in problems_of(session, name)})  # a family's own once
    found = [each for each in everything if each.code not in ignore and (not select or each.code in select)]
    click.echo(shown(session, names, found, style))
    return PROBLEMS if any(problem.severity == "error" for problem in found) else DONE


def expanded(name: str) -> list[str]:
    """A folder of channels as the channels in it; anything else as it is."""
    from stallkeeper.spec.catalog import channels_in, is_channel

    folder = Path(name)
    return [name] if is_channel(folder) else [str(each) for each in channels_in(folder).values()] or [name]


def shown(session: Session, names: Sequence[str], found: Sequence[Problem], style: str) -> str:
    if style == "sarif":
        from importlib.metadata import version

        from stallkeeper.render.sarif import as_sarif
        from stallkeeper.spec.checks.registry import explain

        return as_sarif(found, explain, version("stallkeeper"))
    from stallkeeper.render.problems import report

    checked = _checked([session.catalog.folder(name) for name in names])
    return report(found, len(names), style, checked, sum(len(session.catalog.load(name).allowed) for name in names))


def _refuse_unknown(words: Sequence[str]) -> None:
    if words:
        from stallkeeper.cli.choices import one_of
        from stallkeeper.spec.checks.registry import codes

        for word in words:
            one_of("problem", word, codes())


def problems_of(session: Session, name: str) -> tuple[Problem, ...]:
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
