"""An instant in, the way a marketplace writes it out."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from stallkeeper.spec.binding_spec import TimeRules

_HOUR = timedelta(hours=1)


def write_instant(instant: datetime, form: str, rules: TimeRules) -> Any:
    """`instant` (aware) as `form` says: text, or a whole number for Unix seconds. Fractions of a second fall away."""
    utc = instant.astimezone(UTC).replace(microsecond=0)
    if form in ("unix_seconds", "epoch_ms"):
        return int(utc.timestamp()) * (1 if form == "unix_seconds" else 1000)
    if form == "utc":
        return utc.isoformat().replace("+00:00", "Z")
    local = utc.astimezone(ZoneInfo(rules.zone or "UTC"))
    if form == "date":
        return local.date().isoformat()
    return local.isoformat() if form == "offset" else local.replace(tzinfo=None).isoformat()


def widened(instant: datetime, *, later: bool, rules: TimeRules) -> datetime:
    """A bound of an interval such that its written form leaves nothing out.

    In the hour that comes twice when summer time ends, a time without an offset may be read as either: the bound then
    moves out of that hour. An upper bound is rounded up to the whole second.
    """
    if later and instant.microsecond:
        instant = instant.replace(microsecond=0) + timedelta(seconds=1)
    if rules.write != "local" or not _comes_twice(instant, rules):
        return instant
    return instant + _HOUR if later else instant - _HOUR


def _comes_twice(instant: datetime, rules: TimeRules) -> bool:
    local = instant.astimezone(ZoneInfo(rules.zone or "UTC"))
    return local.utcoffset() != local.replace(fold=1 - local.fold).utcoffset()
