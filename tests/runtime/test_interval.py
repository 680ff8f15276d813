"""Which interval a sweep reads, for any cursor and clock."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from stallkeeper.runtime.interval import Reach, next_cursor, plan_interval, proven_until

NOW = datetime(2026, 11, 22, 10, 0, tzinfo=UTC)
MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)
REACH = Reach(overlap=5 * MINUTE, settle=2 * MINUTE, first_pull=30 * DAY)
INSTANTS = st.timedeltas(timedelta(0), timedelta(days=3650)).map(lambda since: datetime(2020, 1, 1, tzinfo=UTC) + since)
DURATIONS = st.timedeltas(min_value=timedelta(0), max_value=timedelta(days=40))


def test_it_begins_an_overlap_before_the_cursor_and_ends_a_settling_time_before_now() -> None:
    interval = plan_interval(REACH, None, NOW - DAY, NOW)
    assert (interval.since, interval.until) == (NOW - DAY - 5 * MINUTE, NOW - 2 * MINUTE)


def test_the_first_one_reaches_back_as_far_as_the_binding_says() -> None:
    interval = plan_interval(REACH, None, None, NOW)
    assert interval.since == NOW - 2 * MINUTE - 30 * DAY


def test_a_look_back_reads_to_now_and_reaches_further_after_a_long_silence() -> None:
    assert plan_interval(REACH, 3 * DAY, NOW - DAY, NOW).since == NOW - 3 * DAY
    assert plan_interval(REACH, 3 * DAY, NOW - 6 * DAY, NOW).since == NOW - 6 * DAY - 5 * MINUTE
    assert plan_interval(REACH, 3 * DAY, None, NOW).until == NOW


@given(
    overlap=DURATIONS,
    settle=DURATIONS,
    first=DURATIONS,
    look_back=st.none() | DURATIONS,
    cursor=st.none() | INSTANTS,
    now=INSTANTS,
)
def test_no_instant_before_the_cursor_is_ever_left_unread(
    overlap: timedelta,
    settle: timedelta,
    first: timedelta,
    look_back: timedelta | None,
    cursor: datetime | None,
    now: datetime,
) -> None:
    interval = plan_interval(Reach(overlap, settle, first), look_back, cursor, now)
    assert interval.since <= interval.until
    if cursor is not None:
        assert interval.since <= cursor
        assert next_cursor(cursor, interval.until) >= cursor


@given(until=INSTANTS, settle=DURATIONS, theirs=st.none() | INSTANTS, ours=INSTANTS)
def test_nothing_is_proven_beyond_the_marketplaces_clock_or_ours(
    until: datetime, settle: timedelta, theirs: datetime | None, ours: datetime
) -> None:
    proven = proven_until(until, settle, theirs, ours)
    assert proven <= min(until, ours)
    assert theirs is None or proven <= theirs - settle


@given(until=INSTANTS, settle=DURATIONS, ours=INSTANTS)
def test_where_no_answer_has_a_date_what_may_still_be_written_by_our_clock_is_not_proven(
    until: datetime, settle: timedelta, ours: datetime
) -> None:
    assert proven_until(until, settle, None, ours) <= ours - settle
