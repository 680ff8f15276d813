"""Alerts: at 50, 80 and 95 percent of a deadline's time it is told, each once, and it stays on record."""

from __future__ import annotations

import multiprocessing
import os
import signal
import time
from collections.abc import Iterable
from datetime import timedelta
from pathlib import Path

import pytest

from stallkeeper.clock import ManualClock
from stallkeeper.orders import Event
from stallkeeper.runtime.progress import DeadlineNear
from stallkeeper.store.order_writes import OrderWrites
from tests.runtime.arranged import START, World, world

HOUR = timedelta(hours=1)
MINUTE = timedelta(minutes=1)


@pytest.fixture
def here(tmp_path: Path) -> World:
    return world(tmp_path)


def arrive(here: World, native: str = "OFFERED", **fields: object) -> None:
    here.shop.put("A1", native, **fields)
    here.pass_time(MINUTE)
    here.engine.sync("my-shop", "latest")


def told(here: World) -> list[int]:
    """The levels on record."""
    return [event.details["level"] for event in here.store.history(here.key("A1")) if event.kind == "alert"]


def at(here: World, hours: float) -> list[int]:
    """What is told when so many hours have gone since the order."""
    here.pass_time(START + hours * HOUR - here.clock.now())
    return [each.level for each in here.engine.deadlines().alerts]


def test_each_level_is_told_once_when_its_time_has_come(here: World) -> None:
    arrive(here)
    levels = [at(here, hours) for hours in (23, 24, 25, 38, 39, 40, 46, 47, 49)]
    assert levels == [[], [50], [], [], [80], [], [95], [], []]
    assert told(here) == [50, 80, 95]
    assert [each for each in here.told if isinstance(each, DeadlineNear)] == [
        DeadlineNear("my-shop", here.key("A1"), "answer", level) for level in (50, 80, 95)
    ]


def live(here: World, until: timedelta) -> None:
    """Ticks, each when the one before said that something is due, and no more than an engine that looks often makes."""
    end = here.clock.now() + until
    while here.clock.now() < end:
        due = here.engine.tick().next_due
        here.pass_time(max(min(due, end) - here.clock.now(), timedelta(seconds=1)))


def times(here: World) -> list[tuple[object, timedelta]]:
    """What the history of the order holds of its deadlines, and how long after the start it was told."""
    lines = (event for event in here.store.history(here.key("A1")) if event.kind in ("alert", "deadline"))
    return [(event.details.get("level", "passed"), event.at - START) for event in lines]


def test_each_level_is_told_and_what_passes_is_noted_at_its_very_time(here: World) -> None:
    here.engine.tick()
    here.pass_time(7 * MINUTE)
    here.shop.put("A1", "PAID", ship_by=START + 100 * MINUTE)
    live(here, timedelta(hours=2))
    began = here.order("A1").report.ordered_at or here.order("A1").first_seen_at
    whole = START + 100 * MINUTE - began
    alerts = [(level, began + whole * level / 100 - START) for level in (50, 80, 95)]
    assert times(here) == [*alerts, ("passed", 100 * MINUTE)]


def test_a_short_deadline_of_an_order_that_has_just_come_is_not_left_to_the_next_look_at_all(here: World) -> None:
    here.engine.tick()
    here.engine.deadlines()
    here.shop.put("A1", "PAID", ordered_at=START, ship_by=START + 12 * MINUTE)
    here.pass_time(MINUTE)
    here.engine.sync("my-shop", "latest")
    live(here, 13 * MINUTE)
    assert times(here) == [(50, 6 * MINUTE), (80, 9.6 * MINUTE), (95, 11.4 * MINUTE), ("passed", 12 * MINUTE)]


def test_a_deadline_that_passes_is_noted_in_the_second_it_passes(here: World) -> None:
    arrive(here)
    live(here, 49 * HOUR)
    assert times(here)[-1] == ("passed", 48 * HOUR)


def test_an_alert_does_not_wait_until_a_long_sweep_is_over(here: World) -> None:
    arrive(here, "PAID", ordered_at=START, ship_by=START + 40 * MINUTE)
    here.engine.tick()
    here.shop.page_size = 1
    for number in range(4):
        here.shop.put(f"B{number}")
    seen: list[list[int]] = []
    here.shop.fail("page 2", lambda: here.pass_time(6 * MINUTE))
    here.shop.fail("page 3", lambda: seen.append(told(here)))
    here.pass_time(16 * MINUTE)
    here.engine.run(lambda: bool(seen), 1)
    assert seen == [[50]]


def test_between_two_looks_at_all_orders_only_those_are_read_at_which_something_is_due(
    here: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(20):
        here.shop.put(f"B{number}", "PAID", ordered_at=START, ship_by=START + timedelta(days=9))
    arrive(here, "PAID", ordered_at=START, ship_by=START + 12 * MINUTE)
    here.engine.tick()
    read: list[str] = []
    one, many = here.store.order, here.store.orders
    monkeypatch.setattr(here.store, "order", lambda key: read.append(key.id) or one(key))
    monkeypatch.setattr(here.store, "orders", lambda *some: read.append("all") or many(*some))
    for _ in range(12 * 60):
        here.pass_time(timedelta(seconds=1))
        here.engine._rounds._look()
    assert told(here) == [50, 80, 95]
    assert "all" not in read and {each for each in read if each != "A1"} == set()
    assert len(read) < 20


def test_an_alert_says_of_which_deadline_until_when_and_what_happens_then(here: World) -> None:
    arrive(here)
    at(here, 24)
    (event,) = (event for event in here.store.history(here.key("A1")) if event.kind == "alert")
    assert (event.who, event.at) == ("engine", START + 24 * HOUR)
    due_at = (START + 48 * HOUR).isoformat()
    consequence = "canceled by the channel"
    assert event.details == {"deadline": "answer", "level": 50, "due_at": due_at, "consequence": consequence}


def test_a_look_that_comes_late_tells_only_the_highest_level(here: World) -> None:
    arrive(here)
    assert at(here, 47) == [95]


def test_what_was_told_is_not_told_again_by_the_next_process(here: World) -> None:
    arrive(here)
    at(here, 24)
    here.restart()
    assert at(here, 25) == []
    (running,) = here.engine.due_dates()
    assert running.alert is not None
    assert (running.alert.level, running.alert.at) == (50, START + 24 * HOUR)


def test_a_ship_by_that_was_put_off_is_another_deadline(here: World) -> None:
    arrive(here, "PAID", ship_by=START + 10 * HOUR)
    assert at(here, 9) == [80]
    arrive(here, "PAID", ship_by=START + 20 * HOUR)
    assert at(here, 10) == [50]


def test_of_an_order_that_has_moved_on_nothing_is_told(here: World) -> None:
    arrive(here)
    arrive(here, "PAID")
    assert at(here, 47) == []


def test_an_order_that_its_deadline_moves_is_told_as_moved_only(here: World) -> None:
    arrive(here, "SENT", has_claim=False)
    here.pass_time(timedelta(days=31))
    result = here.engine.deadlines()
    assert ([each.moves_to for each in result.passed], result.alerts) == (["closed"], ())


PROCESSES = multiprocessing.get_context("spawn")


def dies(folder: Path, step: str) -> None:
    """A process that looks at the deadlines a day after the order, and is killed at `step`."""

    def append(self: OrderWrites, events: Iterable[Event], cause: str | None = None) -> None:
        if step == "before its line is written":
            die()
        written(self, events, cause)
        if step == "before it is committed":
            die()

    written, OrderWrites.append = OrderWrites.append, append  # type: ignore[method-assign]
    here = world(folder, clock=ManualClock(START + 24 * HOUR))
    here.engine.deadlines()
    die()


def die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)
    time.sleep(60)  # the signal is on its way


@pytest.mark.parametrize("step", ["before its line is written", "before it is committed", "after it was told"])
def test_killed_anywhere_an_alert_is_on_record_exactly_once(here: World, tmp_path: Path, step: str) -> None:
    arrive(here)
    process = PROCESSES.Process(target=dies, args=(tmp_path, step), daemon=True)
    process.start()
    process.join(60)
    assert process.exitcode == -signal.SIGKILL
    assert told(here) == ([50] if step == "after it was told" else [])
    at(here, 24)
    assert told(here) == [50]
