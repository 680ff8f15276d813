"""How marketplaces write the time."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from stallkeeper.played.instant import TimeForm

PARIS = ZoneInfo("Europe/Paris")
LOCAL = TimeForm("local_millis", PARIS)
ZONED = TimeForm("utc_seconds", PARIS)
NOON = datetime(2026, 7, 1, 12, 0, 0, 123456, UTC)


def test_a_local_time_has_no_zone_and_follows_the_summer() -> None:
    assert LOCAL.write(NOON) == "2026-07-01T14:00:00.123"
    assert LOCAL.read("2026-07-01T14:00:00") == datetime(2026, 7, 1, 12, tzinfo=UTC)
    assert LOCAL.read("2026-01-01T14:00:00.1234567") == datetime(2026, 1, 1, 13, 0, 0, 123456, UTC)


def test_a_zoned_time_ends_in_z() -> None:
    assert ZONED.write(NOON) == "2026-07-01T12:00:00Z"
    assert TimeForm("utc_millis", PARIS).write(NOON) == "2026-07-01T12:00:00.123Z"
    assert ZONED.read("2026-07-01T14:00:00+02:00") == datetime(2026, 7, 1, 12, tzinfo=UTC)


@pytest.mark.parametrize(("day", "hours"), [("2026-10-24", 24), ("2026-10-25", 25), ("2026-03-29", 23)])
def test_a_day_lasts_as_long_as_its_clocks_say(day: str, hours: int) -> None:
    form = TimeForm("date", PARIS)
    first, last = form.read(day), form.read_end(day)
    assert first is not None and last is not None
    assert last - first == timedelta(hours=hours) - timedelta(microseconds=1)


@pytest.mark.parametrize("text", ["2026-07-01T12:00:00", "2026-07-01", "yesterday", "", "2026-13-01T00:00:00Z"])
def test_a_zone_is_wanted_where_the_marketplace_writes_one(text: str) -> None:
    assert ZONED.read(text) is None


@pytest.mark.parametrize("text", ["2026-07-01T12:00:00Z", "2026-07-01 12:00:00", "0001-01-01T00:00:00"])
def test_a_zone_is_refused_where_the_marketplace_writes_none(text: str) -> None:
    assert LOCAL.read(text) is None
