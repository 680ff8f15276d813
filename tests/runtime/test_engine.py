"""The facade: a tick does everything that is due, a run ends when it is told to, several engines live side by side."""

from __future__ import annotations

from datetime import timedelta
from itertools import pairwise
from pathlib import Path

from stallkeeper.errors import ChannelError
from stallkeeper.orders import OPEN_STATES
from stallkeeper.runtime.progress import PageStored, ReadingPlanned, SubmissionMoved, SweepEnded, SweepStarted
from tests.runtime.arranged import START, World, world
from tests.runtime.shop import Shop, ShopClient


def test_a_tick_sends_reads_and_looks_at_the_deadlines(tmp_path: Path) -> None:
    here = world(tmp_path)
    here.shop.put("A1", "PAID")
    here.shop.put("A2", "OFFERED")
    here.pass_time(timedelta(minutes=1))
    first = here.engine.tick()
    assert [sweep.window for result in first.synced for sweep in result.sweeps] == ["latest", "catch_up", "refunds"]
    assert first.next_due == START + timedelta(minutes=16)
    submission = here.act("ship", "A1", carrier="DHL")
    here.pass_time(timedelta(days=2))
    second = here.engine.tick()
    assert [each.id for each in second.sent.submissions] == [submission.id]
    assert here.submission(submission).state == "confirmed"
    assert [passed.key.id for passed in second.deadlines.passed] == ["A2"]


def test_a_run_follows_the_rhythm_and_ends_when_it_is_told_to(tmp_path: Path) -> None:
    here = world(tmp_path)
    here.shop.put("A1", "PAID")
    here.engine.run(lambda: here.clock.now() >= START + timedelta(hours=1))
    fast = [sweep for sweep in here.store.sweeps() if sweep.window == "latest"]
    assert [sweep.state for sweep in fast] == ["complete"] * len(fast)
    assert 4 <= len(fast) <= 5
    assert here.clock.now() < START + timedelta(hours=1, seconds=10)


def test_a_run_picks_up_what_another_process_put_into_the_queue(tmp_path: Path) -> None:
    here = world(tmp_path)
    here.shop.put("A1", "PAID")
    here.pass_time(timedelta(minutes=1))
    here.engine.tick()
    other = world(tmp_path, here.loaded, here.clock, here.shops)
    submission = other.act("ship", "A1", carrier="DHL")
    end = here.clock.now() + timedelta(seconds=5)
    here.engine.run(lambda: here.clock.now() >= end)
    assert here.submission(submission).state == "confirmed"


def test_a_window_that_fails_comes_back_sooner_and_then_ever_later(tmp_path: Path) -> None:
    here = world(tmp_path)
    here.shop.put("A1", "PAID")
    here.engine.tick()
    down = ChannelError("the marketplace answers 502", "transient")
    here.shop.fail("list", *[down] * 4)
    here.pass_time(timedelta(minutes=15))
    failed_at = []
    for _ in range(200):
        before = here.clock.now()
        result = here.engine.tick()
        failed_at += [before for each in result.synced if not each.complete]
        if any(each.complete for each in result.synced):
            break
        here.clock.advance(max(result.next_due - here.clock.now(), timedelta(seconds=1)))
    waits = [(later - earlier).total_seconds() for earlier, later in pairwise(failed_at)]
    assert waits == [15, 30, 60]
    assert here.incidents() == []


def test_progress_tells_what_happens_in_values(tmp_path: Path) -> None:
    here = world(tmp_path)
    here.shop.put("A1", "PAID")
    here.pass_time(timedelta(minutes=1))
    here.engine.sync("my-shop", "latest")
    here.act("ship", "A1", carrier="DHL")
    here.engine.send()
    assert [type(each) for each in here.told[:3]] == [SweepStarted, PageStored, SweepEnded]
    assert here.told[1] == PageStored("my-shop", "latest", 1, 1, 1, 0, 0, 0)
    states = [each.state for each in here.told if isinstance(each, SubmissionMoved)]
    assert states == ["queued", "sending", "acknowledged", "confirmed"]


def test_two_engines_in_one_process_know_nothing_of_each_other(tmp_path: Path) -> None:
    (tmp_path / "one").mkdir()
    (tmp_path / "two").mkdir()
    one, two = world(tmp_path / "one"), world(tmp_path / "two")
    for each in (one, two):
        each.shop.put("A1", "PAID")
        each.pass_time(timedelta(minutes=1))
        each.engine.sync("my-shop", "latest")
    one.act("ship", "A1", carrier="DHL")
    one.engine.send()
    assert (one.order("A1").status, two.order("A1").status) == ("shipped", "waiting_shipment")


def test_closing_lets_go_of_the_clients(tmp_path: Path) -> None:
    clients: list[ShopClient] = []
    shop: list[Shop] = []

    def connect(_: object) -> ShopClient:
        clients.append(ShopClient(shop[0]))
        return clients[-1]

    here: World = world(tmp_path, connect=connect)  # type: ignore[arg-type]
    shop.append(here.shop)
    here.engine.sync("my-shop", "latest")
    here.engine.close()
    assert [client.closed for client in clients] == [True]


def test_a_run_tells_what_is_read_next_once_each_time_it_changes(tmp_path: Path) -> None:
    here = world(tmp_path)
    here.engine.run(lambda: here.clock.now() >= START + timedelta(minutes=40))
    planned = [each for each in here.told if isinstance(each, ReadingPlanned)]
    assert {each.window for each in planned} == {"latest"} and all(each.because is None for each in planned)
    assert [each.at - START for each in planned] == [
        timedelta(minutes=15),
        timedelta(minutes=30),
        timedelta(minutes=45),
    ]


def test_a_run_rests_where_what_is_due_cannot_be_done_yet(tmp_path: Path) -> None:
    here = world(tmp_path)
    here.shop.put("A1", "PAID")
    here.pass_time(timedelta(minutes=1))
    here.engine.tick()
    here.act("ship", "A1", carrier="DHL")
    here.engine._lanes.of("my-shop").rest(here.clock.now() + timedelta(minutes=1), "too many requests")
    began, looks = here.clock.now(), iter(range(100))
    here.engine.run(lambda: next(looks, None) is None)
    assert here.clock.now() > began


def test_what_waits_for_an_account_that_rests_is_due_when_it_rests_no_more(tmp_path: Path) -> None:
    here = world(tmp_path)
    here.shop.put("A1", "PAID")
    here.shop.put("A2", "PAID")
    here.pass_time(timedelta(minutes=1))
    here.engine.tick()
    first, second = here.act("ship", "A1", carrier="DHL"), here.act("ship", "A2", carrier="DHL")
    here.shop.fail("send", ChannelError("401", "auth"))
    due = here.engine.tick().next_due
    assert (here.submission(first).state, here.submission(second).state) == ("queued", "queued")
    assert here.store.next_attempt_at(OPEN_STATES) == here.clock.now()
    assert due == here.engine._lanes.of("my-shop").resting_until
    here.clock.advance(due - here.clock.now())
    here.engine.tick()
    assert (here.submission(first).state, here.submission(second).state) == ("confirmed", "confirmed")
