"""Text such as "15 minutes" or "3 weeks" in, a timedelta out; and back."""

from __future__ import annotations

import re
from datetime import timedelta

_UNITS = {
    "second": timedelta(seconds=1),
    "minute": timedelta(minutes=1),
    "hour": timedelta(hours=1),
    "day": timedelta(days=1),
    "week": timedelta(weeks=1),
    "month": timedelta(days=30),
}
_FORM = re.compile(r"(\d{1,6}) (second|minute|hour|day|week|month)s?")

LONGEST = timedelta(days=36_500)
"""A hundred years: no calendar ends within one from now, and no shop waits longer."""

PATTERN = r"^\d{1,6} (second|minute|hour|day|week|month)s?$"
"""The same form as a JSON Schema pattern."""


def parse_duration(text: str) -> timedelta | None:
    """What `text` names ("15 minutes", "1 day"; a month is 30 days), or None when it names nothing up to `LONGEST`."""
    match = _FORM.fullmatch(text)
    duration = int(match[1]) * _UNITS[match[2]] if match else None
    return duration if duration is None or duration <= LONGEST else None


def format_duration(duration: timedelta) -> str:
    """The duration in its largest whole unit: 3 weeks, 5 days, 90 minutes."""
    for name in ("week", "day", "hour", "minute"):
        count, rest = divmod(duration, _UNITS[name])
        if count and not rest:
            return f"{count} {name}{'s' if count != 1 else ''}"
    seconds = int(duration.total_seconds())
    return f"{seconds} second{'s' if seconds != 1 else ''}"
