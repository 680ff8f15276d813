"""The forms of text that a schema's `format` may ask for: each a name and a test."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date, datetime, time

from stallkeeper.durations import parse_duration

_DATE = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_TIME = re.compile(r"\d{2}:\d{2}", re.ASCII)
_PIECE = re.compile(
    r"(\[\^?[^\[\]\\^]+\]|\\d|[A-Za-z0-9 _./:#-]|\\[.+*?()\[\]{}|\\-])(\{\d{1,3}(,\d{1,3})?\}|\?)?", re.ASCII
)
_MOST_VARIABLE_PIECES = 2


def is_date(value: object) -> bool:
    """2026-11-22, and a day that exists."""
    return not isinstance(value, str) or (bool(_DATE.fullmatch(value)) and _parses(date.fromisoformat, value))


def is_time_of_day(value: object) -> bool:
    """06:00, on a clock of 24 hours."""
    return not isinstance(value, str) or (bool(_TIME.fullmatch(value)) and _parses(time.fromisoformat, value))


def is_duration(value: object) -> bool:
    """15 minutes, 1 day, 3 weeks."""
    return not isinstance(value, str) or parse_duration(value) is not None


def is_positive_duration(value: object) -> bool:
    """A duration that is longer than nothing."""
    return not isinstance(value, str) or bool(parse_duration(value))


def is_instant(value: object) -> bool:
    """2026-11-22T06:00:00Z: with a zone or an offset."""
    try:
        return not isinstance(value, str) or datetime.fromisoformat(value).tzinfo is not None
    except ValueError:
        return False


def is_bounded_pattern(value: object) -> bool:
    """A pattern that takes bounded time: signs and classes with counted repeats, at most two of them variable."""
    if not isinstance(value, str):
        return True
    body = value.removeprefix("^").removesuffix("$")
    pieces = list(_PIECE.finditer(body))
    if "".join(piece[0] for piece in pieces) != body or not _parses(re.compile, value):
        return False
    variable = [piece for piece in pieces if piece[2] and (piece[2] == "?" or "," in piece[2])]
    return len(variable) <= _MOST_VARIABLE_PIECES


def _parses(parse: Callable[[str], object], text: str) -> bool:
    try:
        parse(text)
    except (ValueError, re.error, OverflowError):
        return False
    return True


FORMATS: Mapping[str, Callable[[object], bool]] = {
    "date": is_date,
    "time-of-day": is_time_of_day,
    "duration": is_duration,
    "positive-duration": is_positive_duration,
    "instant": is_instant,
    "bounded-pattern": is_bounded_pattern,
}
"""Every format of our schemas. A schema adds `x-form`, the same in words, for the message."""
