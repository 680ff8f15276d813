"""Deadlines go in, an iCalendar feed (RFC 5545) that any calendar can read comes out; order ids only, no buyers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime

from stallkeeper.render.pen import printable
from stallkeeper.runtime.due_dates import RunningDeadline

_LONGEST = 73
"""Octets of a line before it is folded; the blank that a folded line begins with and its break come on top."""


def calendar(deadlines: Iterable[RunningDeadline], now: datetime) -> str:
    """One event for each deadline; its UID stays the same from feed to feed, so that a calendar moves it."""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//stallkeeper//deadlines//EN"]
    for each in deadlines:
        lines.extend(_event(each, now))
    lines.append("END:VCALENDAR")
    return "".join(f"{folded}\r\n" for line in lines for folded in _folded(line))


def _event(deadline: RunningDeadline, now: datetime) -> Iterator[str]:
    key = deadline.key
    identity = "/".join((key.channel, key.scope, key.id, deadline.rule))
    yield "BEGIN:VEVENT"
    yield f"UID:{_text(identity)}"
    yield f"DTSTAMP:{_instant(now)}"
    yield f"DTSTART:{_instant(deadline.due_at)}"
    yield f"SUMMARY:{_text(f'{key.id} ({deadline.account}): {deadline.consequence}')}"
    yield f"DESCRIPTION:{_text(deadline.because)}"
    yield "END:VEVENT"


def _instant(instant: datetime) -> str:
    return f"{instant.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def _text(text: str) -> str:
    """As a TEXT value: an id that comes from a marketplace can neither end its line nor begin another."""
    escaped = printable(text).replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")
    return escaped.replace("\r", " ").replace("\n", "\\n")


def _folded(line: str) -> Iterator[str]:
    held = ""
    for sign in line:
        if len((held + sign).encode()) > _LONGEST:
            yield held
            held = " "
        held += sign
    yield held
