"""A window and when it last ran in; when it is due next out, right through the nights when clocks change."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, tzinfo
from zoneinfo import ZoneInfo

from stallkeeper.spec.channel_spec import Window
from stallkeeper.store.put_off import AHEAD

_DAY = timedelta(days=1)


def next_due(window: Window, last_started: datetime | None, now: datetime) -> datetime:
    """The instant (UTC) from which `window` is due; one that never ran is due at once.

    So is one that ran later than now: the clock has gone back since, and when it ran nobody knows.
    """
    if last_started is None or last_started > now + AHEAD:
        return now
    if window.at is None:
        return last_started + window.every
    return _next_time_of_day(window, last_started)


def _next_time_of_day(window: Window, last_started: datetime) -> datetime:
    """The first time of day after `last_started`, at least `every` (in whole days) after the time of day it served."""
    zone: tzinfo = ZoneInfo(window.zone) if window.zone else UTC
    day = last_started.astimezone(zone).date()
    if _instant(window, day, zone) > last_started:
        day -= _DAY  # it ran before the time of day: it served the day before
    return _instant(window, day + max(window.every, _DAY).days * _DAY, zone)


def _instant(window: Window, day: date, zone: tzinfo) -> datetime:
    """The time of day on `day`: the first of two where clocks go back, the one after where they go forward."""
    assert window.at is not None
    return datetime.combine(day, window.at, tzinfo=zone).astimezone(UTC)
