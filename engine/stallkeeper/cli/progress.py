"""The engine's progress events in; a moving bar on a terminal, plain lines elsewhere, always on stderr."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import click

from stallkeeper.runtime.progress import (
    DeadlineNear,
    DeadlinePassed,
    ErrorCaught,
    IncidentRaised,
    PageStored,
    Progress,
    ReadingPlanned,
    StoreTaken,
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
def narrate(session: Session, *, submissions: bool = True) -> Iterator[Callable[[Progress], None]]:
    """A listener for the engine's progress, for as long as the block lasts; `submissions` False leaves those out."""
    if not sys.stderr.isatty():
        yield _Narrator(_echo_line, submissions=submissions, traces=session.verbose).tell
        return
    from stallkeeper.render.terminal import ProgressBar

    with ProgressBar(sys.stderr, None if session.color else False) as bar:
        yield _Narrator(bar.say, submissions=submissions, traces=session.verbose, bar=bar).tell


class _Narrator:
    """Pages move a bar where there is one, everything else is a line; a line comes only once.

    `traces`: where an error that became part of a result came from is shown too.
    """

    def __init__(
        self, say: Callable[[str], None], *, submissions: bool, traces: bool, bar: ProgressBar | None = None
    ) -> None:
        self._say = say
        self._traces = traces
        self._bar = bar
        self._submissions = submissions
        self._said: set[str] = set()
        self._seen: Counter[str] = Counter()

    def tell(self, progress: Progress) -> None:
        if isinstance(progress, ErrorCaught):
            if self._traces:
                self._say(trace(progress.error))
            return
        if isinstance(progress, SubmissionMoved) and not self._submissions:
            return
        if self._bar is not None and isinstance(progress, SweepStarted | PageStored | SweepEnded):
            self._draw(self._bar, progress)
        elif not isinstance(progress, PageStored) or progress.page % EVERY == 0:
            self._say_once(sentence(progress))

    def _draw(self, bar: ProgressBar, progress: SweepStarted | PageStored | SweepEnded) -> None:
        name = f"{progress.account} {progress.window}"
        if isinstance(progress, SweepEnded):
            bar.finish(name)
            self._seen.pop(name, None)
            self._say_once(sentence(progress))
            return
        self._seen[name] += progress.records if isinstance(progress, PageStored) else 0
        bar.show(name, self._seen[name], progress.total if isinstance(progress, PageStored) else None)

    def _say_once(self, line: str) -> None:
        from stallkeeper.render.pen import printable

        if line not in self._said:
            self._said.add(line)
            self._say(printable(line))  # a marketplace's words are in it


def _echo_line(line: str) -> None:
    click.echo(line, err=True)


def trace(error: Exception) -> str:
    """Where an error came from. The text of one that is not ours is left out: it may hold a buyer's data."""
    import traceback

    from stallkeeper.errors import Error

    if isinstance(error, Error):
        return "".join(traceback.format_exception(error)).rstrip()
    way = "".join(traceback.format_tb(error.__traceback__))
    return f"Traceback (most recent call last):\n{way}{type(error).__name__}"


def sentence(progress: Progress) -> str:
    """What happened, in one line without personal data."""
    match progress:
        case SweepStarted(account, window, since, until, resumed):
            start = f"from {since:%Y-%m-%d %H:%M} " if since else ""
            return f"{account} {window}: {'going on' if resumed else 'reading'} {start}to {until:%Y-%m-%d %H:%M} UTC"
        case PageStored(account, window, page, _, created, changed, unchanged):
            return f"{account} {window}: page {page}, {created} new, {changed} changed, {unchanged} unchanged"
        case SweepEnded(account, window, state, seen):  # an incident has told why it is incomplete
            return f"{account} {window}: {state}, {seen} orders seen"
        case ReadingPlanned(account, window, at, because):
            when = f"{window} of {account} at {at:%Y-%m-%d %H:%M} UTC"
            return f"next: {when}" + (f"; until then {account} waits: {because}" if because else "")
        case SubmissionMoved(account, _, order, action, state, reason):
            return f"{account} {action} {order.id}: {state}" + (f" ({reason})" if reason else "")
        case DeadlinePassed(account, order, rule, moved_to):
            return f"{account} {order.id}: deadline {rule} passed" + (f", now {moved_to}" if moved_to else "")
        case DeadlineNear(account, order, rule, level):
            return f"{account} {order.id}: {level} % of the time of deadline {rule} have gone"
        case IncidentRaised(account, _, _, message):
            return f"{account}: {message}"
        case StoreTaken(account, message):
            return f"{account}: {message} It is tried again by itself"
        case ErrorCaught(account, error):
            return f"{account}: {type(error).__name__}"
