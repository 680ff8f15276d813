"""A day or an instant and a side go in, the pattern of every text that lies on that side of it comes out.

JSON Schema compares numbers only. Days and instants are text of fixed width: sign by sign, a pattern can compare them.
"""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Literal

Side = Literal["above", "below"]


def bound_pattern(bound: date, side: Side) -> str:
    """Of days: 2026-11-22. Of instants in UTC: 2026-11-22T12:00:00Z, with or without a fraction of a second."""
    if not isinstance(bound, datetime):
        return f"^(?:{'|'.join(_beyond(bound.isoformat(), side)) or '(?!)'})$"
    text = f"{bound.astimezone(UTC):%Y-%m-%dT%H:%M:%S}"
    ways = [f"{way}{_FRACTION}" for way in _beyond(text, side)]
    if side == "above":
        ways.append(rf"{text}\.[0-9]*[1-9][0-9]*")
    return f"^(?:{'|'.join(ways)})Z$"


_FRACTION = r"(?:\.[0-9]+)?"


def _beyond(text: str, side: Side) -> list[str]:
    """For each digit: the same signs before it, a digit beyond it, and any digits after it."""
    ways = []
    for at, sign in enumerate(text):
        if sign.isdigit():
            first, last = (int(sign) + 1, 9) if side == "above" else (0, int(sign) - 1)
            if first <= last:
                rest = "".join("[0-9]" if each.isdigit() else each for each in text[at + 1 :])
                ways.append(f"{text[:at]}[{first}-{last}]{rest}")
    return ways
