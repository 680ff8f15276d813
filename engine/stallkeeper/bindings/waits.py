"""The headers of an answer in, how many seconds its marketplace wants to be left alone out."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from stallkeeper.spec.request_spec import WaitForm

_LONGEST = 24 * 3600.0
_LONGEST_NUMBER = 17


def wait_asked_for(headers: Mapping[str, str], obey: tuple[tuple[str, WaitForm], ...], now: datetime) -> float | None:
    """By Retry-After, and where that is missing or unreadable by the first of `obey` that says something."""
    wait = _retry_after(headers.get("retry-after"), now)
    for name, form in obey if wait is None else ():
        wait = _seconds(headers.get(name), form, now)
        if wait is not None:
            break
    return wait


def http_instant(text: str | None) -> datetime | None:
    """The instant of an HTTP date, or None."""
    try:
        found = parsedate_to_datetime(text) if text else None
    except (ValueError, TypeError, IndexError):
        return None
    if found is None:
        return None
    return found.replace(tzinfo=UTC) if found.tzinfo is None else found.astimezone(UTC)


def _retry_after(text: str | None, now: datetime) -> float | None:
    """Given as a number of seconds or as a date."""
    if not text:
        return None
    return _seconds(text, "seconds" if text.strip().isdecimal() else "utc", now)


def _seconds(text: str | None, form: WaitForm, now: datetime) -> float | None:
    if not text:
        return None
    if form == "utc":
        until = http_instant(text) or _iso_instant(text)
        return None if until is None else _bounded((until - now).total_seconds())
    number = _number(text.strip())
    if number is None:
        return None
    if form == "seconds":
        return _bounded(number)
    return _bounded(number / (1000 if form == "epoch_ms" else 1) - now.timestamp())


def _bounded(seconds: float) -> float:
    return min(max(seconds, 0.0), _LONGEST)


def _number(text: str) -> float | None:
    plain = text.replace(".", "", 1)
    return float(text[:_LONGEST_NUMBER]) if plain.isdecimal() and plain.isascii() else None


def _iso_instant(text: str) -> datetime | None:
    try:
        found = datetime.fromisoformat(text.strip())
    except ValueError:
        return None
    return found if found.tzinfo is not None else found.replace(tzinfo=UTC)
