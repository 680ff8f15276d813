"""The engine's progress events in; a moving bar on a terminal, plain lines elsewhere, always on stderr."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import click

from stallkeeper.runtime.progress import (
    DeadlinePassed,
    IncidentRaised,
    PageStored,
    Progress,
    SubmissionMoved,
    SweepEnded,
    SweepStarted,
)

if TYPE_CHECKING:
    from stallkeeper.cli.session import Session
    from stallkeeper.render.terminal import ProgressBar

EVERY = 20
"""Without a terminal, one line per this many pages: enough to see that it works, little enough for a log."""


@contextmanager
def narrate(session: Session) -> Iterator[Callable[[Progress], None]]:
    """A listener for the engine's progress, for as long as the block lasts."""
    if not sys.stderr.isatty():
        yield plain_lines
        return
    from stallkeeper.render.terminal import ProgressBar

    with ProgressBar(sys.stderr, None if session.color else False) as bar:
        yield lambda progress: _draw(bar, progress)


def plain_lines(progress: Progress) -> None:
    """One line per thing worth one: for logs and pipes."""
    if not isinstance(progress, PageStored) or progress.page % EVERY == 0:
        click.echo(sentence(progress), err=True)


def _draw(bar: ProgressBar, progress: Progress) -> None:
    """Pages move a bar; the end of a sweep takes it away; everything else is a line above it."""
    match progress:
        case SweepStarted(account, window):
            bar.show(f"{account} {window}", 0)
        case PageStored(account, window, page, records, total=total):
            name = f"{account} {window}"
            bar.show(name, _seen(name, page, records), total)
        case SweepEnded(account, window, state, error=error):
            bar.finish(f"{account} {window}")
            if error or state != "complete":
                bar.say(sentence(progress))
        case _:
            bar.say(sentence(progress))


def sentence(progress: Progress) -> str:
    """What happened, in one line without personal data."""
    match progress:
        case SweepStarted(account, window, since, until, resumed):
            start = f"from {since:%Y-%m-%d %H:%M} " if since else ""
            return f"{account} {window}: {'going on' if resumed else 'reading'} {start}to {until:%Y-%m-%d %H:%M}"
        case PageStored(account, window, page, _, created, changed, unchanged):
            return f"{account} {window}: page {page}, {created} new, {changed} changed, {unchanged} unchanged"
        case SweepEnded(account, window, state, seen, error):
            return f"{account} {window}: {state}, {seen} orders seen" + (f"; {error}" if error else "")
        case SubmissionMoved(account, _, order, action, state, reason):
            return f"{account} {action} {order.id}: {state}" + (f" ({reason})" if reason else "")
        case DeadlinePassed(account, order, rule, moved_to):
            return f"{account} {order.id}: deadline {rule} passed" + (f", now {moved_to}" if moved_to else "")
        case IncidentRaised(account, _, _, message):
            return f"{account}: {message}"
