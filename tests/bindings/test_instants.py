"""How instants are written, and why no hour falls between two sweeps when summer time ends."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stallkeeper.bindings.instants import widened, write_instant
from stallkeeper.spec.binding_spec import TimeRules

PARIS = ZoneInfo("Europe/Paris")
LOCAL = TimeRules("local", "Europe/Paris")
NOON = datetime(2026, 7, 1, 12, 0, 0, 900_000, tzinfo=UTC)


@pytest.mark.parametrize(
    ("form", "written"),
    [
        ("utc", "2026-07-01T12:00:00Z"),
        ("local", "2026-07-01T14:00:00"),
        ("offset", "2026-07-01T14:00:00+02:00"),
        ("date", "2026-07-01"),
        ("unix_seconds", 1782907200),
    ],
)
def test_an_instant_is_written_in_each_form(form: str, written: object) -> None:
    assert write_instant(NOON, form, LOCAL) == written


def test_a_day_is_the_marketplaces_own_day() -> None:
    assert write_instant(datetime(2026, 7, 1, 23, 30, tzinfo=UTC), "date", LOCAL) == "2026-07-02"


def test_an_upper_bound_is_rounded_up_to_the_second() -> None:
    assert write_instant(widened(NOON, later=True, rules=TimeRules()), "utc", TimeRules()) == "2026-07-01T12:00:01Z"
    assert write_instant(widened(NOON, later=False, rules=TimeRules()), "utc", TimeRules()) == "2026-07-01T12:00:00Z"


@given(st.integers(0, 6 * 3600), st.integers(1, 4 * 3600), st.integers(0, 1), st.integers(0, 1))
def test_an_interval_written_without_a_zone_holds_every_order_however_the_marketplace_reads_it(
    start: int, length: int, first: int, second: int
) -> None:
    """In the night of 25 October 2026 the hour from 02:00 comes twice in Paris; a reader may take either."""
    since = datetime(2026, 10, 24, 22, tzinfo=UTC) + timedelta(seconds=start)
    until = since + timedelta(seconds=length)
    begin, end = (
        datetime.fromisoformat(write_instant(widened(bound, later=later, rules=LOCAL), "local", LOCAL)).replace(
            tzinfo=PARIS, fold=fold
        )
        for bound, later, fold in ((since, False, first), (until, True, second))
    )
    assert begin.astimezone(UTC) <= since and end.astimezone(UTC) >= until
