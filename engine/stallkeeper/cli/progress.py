"""The engine's progress events in; a moving line on a terminal, plain lines elsewhere, always on stderr."""

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

EVERY = 20
"""Without a terminal, one line per this many pages: enough to see that it works, little enough for a log."""


@contextmanager
def narrate(session: Session) -> Iterator[Callable[[Progress], None]]:
    """A listener for the engine's progress, for as long as the block lasts."""
    yield plain_lines


def plain_lines(progress: Progress) -> None:
    """One line per thing worth one: for logs and pipes."""
    if not isinstance(progress, PageStored) or progress.page % EVERY == 0:
        click.echo(sentence(progress), err=True)


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
