"""When windows are due, through days on which clocks change."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from stallkeeper.problems import Place
from stallkeeper.runtime.schedule import next_due
from stallkeeper.spec.channel_spec import Window
from tests.runtime.arranged import START, world

PARIS = ZoneInfo("Europe/Paris")
FAST = Window("latest", timedelta(minutes=15), Place("channel.yaml"))


def daily(at: str, zone: str = "Europe/Paris") -> Window:
    return Window("refunds", timedelta(days=1), Place("channel.yaml"), at=time.fromisoformat(at), zone=zone)


def paris(text: str, fold: int = 0) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=PARIS, fold=fold)


def due_after(window: Window, last: datetime) -> datetime:
    return next_due(window, last.astimezone(UTC), last.astimezone(UTC)).astimezone(PARIS)


def test_a_window_that_never_ran_is_due_at_once() -> None:
    assert next_due(FAST, None, START) == START
    assert next_due(daily("06:00"), None, START) == START


def test_a_window_that_ran_later_than_now_is_due_at_once() -> None:
    later = START + timedelta(days=3)
    assert (next_due(FAST, later, START), next_due(daily("06:00"), later, START)) == (START, START)


def test_a_fast_window_is_due_again_after_its_time() -> None:
    assert next_due(FAST, START, START) == START + timedelta(minutes=15)


def test_a_daily_window_that_ran_at_its_time_is_due_the_next_day() -> None:
    assert due_after(daily("06:00"), paris("2026-11-22 06:00")) == paris("2026-11-23 06:00")


def test_a_daily_window_that_ran_early_still_runs_at_its_time() -> None:
    assert due_after(daily("06:00"), paris("2026-11-22 05:59")) == paris("2026-11-22 06:00")


def test_a_daily_window_that_ran_late_keeps_its_time() -> None:
    assert due_after(daily("06:00"), paris("2026-11-22 17:30")) == paris("2026-11-23 06:00")


def test_six_in_the_morning_is_six_on_the_days_when_clocks_change() -> None:
    spring = due_after(daily("06:00"), paris("2027-03-27 06:00"))  # one hour less
    assert (spring, spring.utcoffset()) == (paris("2027-03-28 06:00"), timedelta(hours=2))
    assert spring.astimezone(UTC) - paris("2027-03-27 06:00").astimezone(UTC) == timedelta(hours=23)
    autumn = due_after(daily("06:00"), paris("2026-10-24 06:00"))  # one hour more
    assert (autumn, autumn.utcoffset()) == (paris("2026-10-25 06:00"), timedelta(hours=1))
    assert autumn.astimezone(UTC) - paris("2026-10-24 06:00").astimezone(UTC) == timedelta(hours=25)


def test_a_time_that_comes_twice_is_served_once() -> None:
    window = daily("02:30")
    first = due_after(window, paris("2026-10-24 02:30"))
    assert first.astimezone(UTC) == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
    assert due_after(window, first) == paris("2026-10-26 02:30")


def test_a_time_that_the_clocks_skip_is_served_right_after() -> None:
    last = paris("2027-03-27 02:30").astimezone(UTC)
    due = next_due(daily("02:30"), last, last)
    assert due == datetime(2027, 3, 28, 1, 30, tzinfo=UTC)  # 03:30 in Paris: 02:30 did not exist


@given(
    last=st.timedeltas(timedelta(0), timedelta(days=3650)).map(lambda since: datetime(2020, 1, 1, tzinfo=UTC) + since),
    at=st.times().map(lambda moment: moment.replace(second=0, microsecond=0, tzinfo=None)),
    zone=st.sampled_from(["Europe/Paris", "America/New_York", "Asia/Tokyo", "Australia/Lord_Howe", "UTC"]),
)
def test_a_daily_window_comes_back_after_it_ran_and_within_little_more_than_a_day(
    last: datetime, at: time, zone: str
) -> None:
    window = Window("w", timedelta(days=1), Place("channel.yaml"), at=at, zone=zone)
    due = next_due(window, last, last)
    assert last < due <= last + timedelta(hours=26)
    again = next_due(window, due, due)
    assert timedelta(hours=22) <= again - due <= timedelta(hours=26)


def test_the_engine_reads_refunds_at_six_in_paris_every_day_right_through_the_night_of_the_change(
    tmp_path: Path,
) -> None:
    here = world(tmp_path)
    here.clock.advance(paris("2027-03-26 12:00").astimezone(UTC) - here.clock.now())
    here.shop.put("A1", "REFUNDED")
    end = here.clock.now() + timedelta(days=3)
    while here.clock.now() < end:
        result = here.engine.tick()
        here.clock.advance(max(result.next_due - here.clock.now(), timedelta(seconds=1)))
    starts = [sweep.started_at.astimezone(PARIS) for sweep in here.store.sweeps() if sweep.window == "refunds"]
    times = [f"{start:%d %H:%M}" for start in reversed(starts)]
    assert times == ["26 12:00", "27 06:00", "28 06:00", "29 06:00"]
