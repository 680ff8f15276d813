"""`watch`: a channel in; its problems and its stories out, again each time one of its files is saved."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click
from watchfiles import watch

from stallkeeper.cli.ending import DONE
from stallkeeper.cli.session import Session

if TYPE_CHECKING:
    from collections.abc import Iterator

_QUIET = 150
"""Milliseconds without another change after which a save counts as done: editors write in several steps."""
_AT_MOST = 2_000
"""Milliseconds after which it counts as done however much is still written."""
_LOOK = 500
"""Milliseconds between two looks; the first one is the beginning, so that no save after it is missed."""


@click.command("watch")
@click.argument("channel")
@click.pass_obj
def command(session: Session, channel: str) -> int:
    """Validate and simulate a channel now, and again each time one of its files is saved, until Ctrl-C.

    CHANNEL is a name of the catalog or a folder; the files of its family are watched as well. On a terminal the screen
    is cleared before each round. Ends with 0.
    """
    folder = session.catalog.folder(channel)
    try:
        for _ in _saves(_watched(folder)):
            _round(session, str(folder))
    except KeyboardInterrupt:
        pass
    return DONE


def _watched(folder: Path) -> list[Path]:
    """The channel's folder, and that of its family."""
    from stallkeeper.spec.family import family_folder
    from stallkeeper.spec.load import load_channel

    spec = load_channel(folder).spec
    family = family_folder(spec.family, folder) if spec is not None else None
    return [folder, *([family] if family is not None else [])]


def _saves(folders: list[Path]) -> Iterator[None]:
    """Once at the beginning, when the folders are watched already, and once after each save."""
    begun = False
    changes = watch(
        *folders, debounce=_AT_MOST, step=_QUIET, rust_timeout=_LOOK, yield_on_timeout=True, raise_interrupt=True
    )
    for changed in changes:
        if changed or not begun:
            begun = True
            yield


def _round(session: Session, folder: str) -> None:
    """Everything about the channel as its files are now; what cannot be read is told, and the watch goes on."""
    from stallkeeper.cli.simulate import told_stories
    from stallkeeper.cli.validate import problems_of, shown
    from stallkeeper.errors import Error

    fresh = Session()
    fresh.channel_folders, fresh.accounts_path = session.channel_folders, session.accounts_path
    click.clear()  # does nothing where the output is no terminal
    try:
        found = sorted(set(problems_of(fresh, folder)))
        click.echo(shown(fresh, [folder], found, "text"))
        if not any(problem.severity == "error" for problem in found):
            told_stories(fresh.channel(folder))
    except Error as error:
        click.echo(str(error))
    finally:
        fresh.close()
    click.echo(f"Watching {folder}; Ctrl-C ends it.", err=True)
