"""What the ledger shows of each sweep beside the others, and when an account needs somebody to look at it."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from stallkeeper.errors import ChannelError, ErrorKind
from stallkeeper.orders import AccountHealth, LedgerEntry
from tests.runtime.arranged import START, World, world

DOWN = ChannelError("the marketplace answers 500", "transient")


@pytest.fixture
def here(tmp_path: Path) -> World:
    return world(tmp_path)


@pytest.fixture
def read_once(here: World) -> World:
    """Two orders that are old enough to be listed, and every window read."""
    here.shop.put("A1")
    here.shop.put("A2")
    here.pass_time(timedelta(minutes=5))
    here.engine.tick()
    return here


def read(here: World, window: str = "latest") -> None:
    here.engine.sync("my-shop", window)


def newest(here: World, window: str) -> LedgerEntry:
    return next(entry for entry in here.engine.ledger("my-shop") if entry.sweep.window == window)


def health(here: World) -> AccountHealth:
    (found,) = here.engine.health()
    return found


def test_an_order_that_only_the_slow_window_saw_is_a_miss_of_the_fast_one(here: World) -> None:
    here.shop.put("A1")
    read(here)
    read(here, "catch_up")
    here.pass_time(timedelta(hours=2))
    read(here)
    here.shop.put("A2", modified_at=START - timedelta(hours=1))  # it says that it changed before the last look
    here.pass_time(timedelta(minutes=15))
    read(here)
    assert newest(here, "latest").missed == 0
    here.pass_time(timedelta(days=1))
    read(here)
    read(here, "catch_up")
    entry = newest(here, "catch_up")
    assert (entry.missed, entry.sweep.created) == (1, 1)


def test_a_fast_window_that_was_not_read_meanwhile_has_missed_nothing(read_once: World) -> None:
    here = read_once
    here.pass_time(timedelta(days=1))
    here.shop.put("A3")
    here.pass_time(timedelta(minutes=5))
    read(here, "catch_up")
    entry = newest(here, "catch_up")
    assert (entry.missed, entry.sweep.created) == (0, 1)


def test_a_clock_that_is_right_again_is_no_worry_any_more(read_once: World) -> None:
    here = read_once
    here.shop.now = lambda: here.clock.now() + timedelta(minutes=5)
    here.pass_time(timedelta(minutes=15))
    here.engine.tick()
    assert [each.kind for each in health(here).incidents] == ["clock_skew"]
    here.shop.now = here.clock.now
    here.pass_time(timedelta(minutes=15))
    here.engine.tick()
    assert health(here).well


def test_the_first_sweep_of_a_slow_window_misses_nothing_yet(here: World) -> None:
    here.shop.put("A1")
    read(here, "catch_up")
    assert newest(here, "catch_up").missed == 0


def test_each_sweep_overlaps_the_one_before_it_and_leaves_no_gap(here: World) -> None:
    here.shop.put("A1")
    read(here)
    here.pass_time(timedelta(minutes=15))
    read(here)
    entry = newest(here, "latest")
    assert entry.overlap is not None and entry.overlap > timedelta(0)
    assert entry.gap == timedelta(0)
    assert entry.sweep.unchanged == 0 or entry.sweep.seen == entry.sweep.unchanged


def test_after_an_outage_longer_than_its_look_back_the_window_reaches_further_back(here: World) -> None:
    here.shop.put("A1")
    read(here, "catch_up")
    assert not newest(here, "catch_up").extended
    here.pass_time(timedelta(days=6))
    here.shop.put("A2", modified_at=START + timedelta(days=1))
    read(here, "catch_up")
    entry = newest(here, "catch_up")
    assert entry.extended and entry.gap == timedelta(0)
    assert here.order("A2").status == "waiting_acceptance"


def test_a_sweep_that_broke_off_leaves_its_interval_to_the_next_one(read_once: World) -> None:
    here = read_once
    here.shop.fail("list", *[DOWN] * 5)
    here.pass_time(timedelta(hours=1))
    read(here)
    broken = newest(here, "latest")
    assert broken.sweep.state == "incomplete"
    here.shop.faults.clear()
    here.pass_time(timedelta(hours=7))
    read(here)
    whole = newest(here, "latest")
    assert (whole.sweep.state, whole.gap) == ("complete", timedelta(0))
    assert whole.sweep.since is not None and broken.sweep.since is not None and whole.sweep.since <= broken.sweep.since


def test_what_failed_says_when_it_is_tried_again_and_that_is_when_it_is(read_once: World) -> None:
    here = read_once
    here.pass_time(timedelta(hours=1))
    for _ in range(3):
        here.shop.fail("list", *[DOWN] * 5)
        read(here)
        (failure,) = here.engine.errors.list()
        again = failure.next_attempt_at
        assert again is not None and again > here.clock.now()
        assert [window.due for window in health(here).windows if window.window == "latest"] == [again]
        here.pass_time(again - here.clock.now())
        here.shop.faults.clear()
    here.engine.tick()
    assert newest(here, "latest").sweep.state == "complete"
    assert here.engine.errors.list() == ()


def test_an_account_whose_key_was_refused_says_when_it_is_tried_again(read_once: World) -> None:
    here = read_once
    here.shop.fail("list", ChannelError("no such key", "auth"))
    here.pass_time(timedelta(minutes=15))
    read(here)
    (failure,) = here.engine.errors.list()
    assert (failure.kind, failure.next_attempt_at) == ("auth", here.clock.now() + timedelta(minutes=5))
    here.pass_time(timedelta(minutes=5))
    here.engine.tick()
    assert here.engine.errors.list() == ()


def test_an_account_that_is_read_in_time_is_well(read_once: World) -> None:
    here = read_once
    found = health(here)
    assert found.well, found
    assert found.lag is not None and found.lag < timedelta(minutes=2)
    assert [window.last_state for window in found.windows] == ["complete", "complete", "complete"]


def test_a_window_that_should_have_been_read_twice_meanwhile_is_late(read_once: World) -> None:
    here = read_once
    here.pass_time(timedelta(minutes=29))
    assert health(here).well
    here.pass_time(timedelta(minutes=31))
    found = health(here)
    late = {window.window: window.late for window in found.windows if window.late}
    assert not found.well and late == {"latest": timedelta(minutes=30)}


def test_an_account_that_nobody_ever_reads_is_late_after_as_long_as_any_other(here: World) -> None:
    assert health(here).well
    here.pass_time(timedelta(minutes=30))
    here.restart()
    assert health(here).well
    here.pass_time(timedelta(minutes=10))
    here.restart()
    found = health(here)
    late = {window.window: window.late for window in found.windows if window.late}
    assert not found.well and late == {"latest": timedelta(minutes=10)}
    here.engine.tick()
    assert health(here).windows[0].late is None


def test_an_account_that_was_never_read_is_not_late_but_says_so(here: World) -> None:
    found = health(here)
    assert (found.lag, [window.last_complete for window in found.windows]) == (None, [None, None, None])
    assert found.well


def test_a_refused_key_pauses_the_account_and_another_process_sees_why(read_once: World) -> None:
    here = read_once
    here.shop.fail("list", ChannelError("the key is not taken", "auth"))
    here.pass_time(timedelta(minutes=15))
    here.engine.tick()
    here.restart()
    found = health(here)
    assert not found.well and found.paused is not None and "the key is not taken" in found.paused
    here.pass_time(timedelta(minutes=15))
    here.engine.tick()
    assert health(here).paused is None, "it resumes by itself, and nothing is left open"
    assert health(here).well


LIMITED = ChannelError("too many requests", "rate_limited", retry_after=3600)


def test_a_marketplace_that_asks_for_patience_pauses_the_account_and_another_process_sees_how_long(
    read_once: World,
) -> None:
    here = read_once
    here.shop.fail("list", LIMITED)
    here.pass_time(timedelta(minutes=15))
    here.engine.tick()
    over = here.clock.now() + timedelta(hours=1)
    here.restart()
    found = health(here)
    assert (found.paused, found.paused_until, found.well) == ("too many requests", over, False)
    assert found.windows[0].due == over
    here.pass_time(timedelta(hours=1))
    assert (health(here).paused, health(here).paused_until) == (None, None)


def test_a_rest_that_an_ended_process_left_is_over_once_another_one_is_answered(read_once: World) -> None:
    here = read_once
    here.shop.fail("list", LIMITED)
    here.pass_time(timedelta(minutes=15))
    here.engine.tick()
    here.restart()
    read(here)
    assert health(here).well


def test_an_error_of_a_sweep_is_of_its_own_class_and_says_when_the_account_is_asked_again(read_once: World) -> None:
    here = read_once
    here.shop.fail("list", LIMITED)
    here.pass_time(timedelta(minutes=15))
    here.engine.tick()
    again = here.clock.now() + timedelta(hours=1)
    here.restart()
    assert [(each.kind, each.next_attempt_at) for each in here.engine.errors.list()] == [("rate_limited", again)]


@pytest.mark.parametrize("kind", ["validation", "permanent", "transient"])
def test_a_sweep_that_failed_is_of_the_class_of_what_was_answered(read_once: World, kind: ErrorKind) -> None:
    here = read_once
    here.shop.fail("list", ChannelError("no", kind))
    here.pass_time(timedelta(minutes=15))
    here.engine.tick()
    here.restart()
    assert [each.kind for each in here.engine.errors.list()] == [kind]


def test_actions_that_fail_one_after_the_other_pause_the_account_until_one_goes_through(read_once: World) -> None:
    here = read_once
    here.shop.put("A3")
    here.pass_time(timedelta(minutes=15))
    here.engine.tick()
    for order_id in ("A1", "A2", "A3"):
        here.act("accept", order_id)
    here.shop.fail("before send", DOWN, DOWN, DOWN)
    here.engine.send()
    assert (health(here).paused, health(here).paused_until) == (str(DOWN), here.clock.now() + timedelta(seconds=5))
    read(here)
    assert health(here).paused is None, "it answers again, and the rest is over before its time"


def test_what_waits_to_be_sent_and_what_is_in_doubt_is_counted(read_once: World) -> None:
    here = read_once
    here.act("accept", "A1")
    here.act("accept", "A2")
    here.shop.fail("after send", ChannelError("no answer", "transient", doubtful=True))
    assert (health(here).waiting, health(here).in_doubt) == (2, 0)
    here.engine.send()
    found = health(here)
    assert (found.waiting, found.in_doubt, found.waiting_since) == (1, 1, START + timedelta(minutes=5))
    assert not found.well
