"""Sweeps over lists in pieces, over journals and queues: what is durable, and where a killed one goes on."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from stallkeeper.bindings.connect import connect
from stallkeeper.clock import ManualClock
from stallkeeper.machine.decision import Change, Incomplete
from stallkeeper.orders import OrderKey, Sweep
from stallkeeper.runtime import incidents
from tests.bindings.serving import Asked, Said, Served, serving
from tests.bindings.small_channels import SETTINGS, account_of, loaded_channel
from tests.bindings.test_pages_over_http import UnitShop
from tests.bindings.test_thin_lists_over_http import Journal, Queue, item_shop, reasons, sold
from tests.runtime.arranged import SELLER, START, World, world

Answer = Callable[[Asked], Said]


@contextmanager
def engine_over(folder: Path, channel: str, answer: Answer) -> Iterator[tuple[World, Served]]:
    """An engine for a small channel whose marketplace is served by `answer`."""
    loaded, clock = loaded_channel(channel), ManualClock(START)
    with serving(answer) as server:
        account = account_of(loaded, server.url)
        here = world(folder, loaded, clock, connect=lambda _: connect(loaded, account, clock, settings=SETTINGS))
        try:
            yield here, server
        finally:
            here.engine.close()
            here.store.close()


def sweep(here: World) -> Sweep:
    return here.engine.sync("my-shop", "latest").sweeps[0]


def stored(here: World) -> set[str]:
    return {order.id for order in here.store.orders()}


class Failing:
    """Answers as another does, until it has been asked so many times: then it is down once."""

    def __init__(self, answer: Answer, after: int) -> None:
        self.answer, self.after, self.asked = answer, after, 0

    def __call__(self, asked: Asked) -> Said:
        self.asked += 1
        return Said({}, 400) if self.asked == self.after else self.answer(asked)


@pytest.mark.parametrize("after", [2, 3, 4])
def test_a_sweep_in_pieces_that_broke_off_goes_on_at_the_page_it_had_not_stored(tmp_path: Path, after: int) -> None:
    market = Failing(UnitShop([1, 2, 3, 100, 150, 151, 152]), after)
    with engine_over(tmp_path, "unit_shop", market) as (here, server):
        first = sweep(here)
        assert (first.state, first.resume is not None) == ("incomplete", True)
        held, before = stored(here), len(server.asked)
        here.restart()
        again = sweep(here)
        assert (again.state, again.id) == ("complete", first.id)
        assert stored(here) == {f"h{hour}" for hour in (1, 2, 3, 100, 150, 151, 152)}
        assert (again.created, len(server.asked) - before) == (7, 4 - after + 1)
        assert held < stored(here)


def test_totals_of_pieces_are_not_taken_for_a_list_that_gets_shorter(tmp_path: Path) -> None:
    with engine_over(tmp_path, "unit_shop", UnitShop([1, 100, 101, 102, 103])) as (here, server):
        assert sweep(here).state == "complete"
        assert here.incidents(incidents.FEWER_THAN_ANNOUNCED) == []
        assert len(server.asked) == 3


def test_two_pieces_that_hold_the_same_order_are_no_repetition(tmp_path: Path) -> None:
    def answer(asked: Asked) -> Said:
        return Said({"data": [{"id_order": "same", "units": [{"status": "sent"}]}], "pagination": {"total": 1}})

    with engine_over(tmp_path, "unit_shop", answer) as (here, _):
        assert (sweep(here).state, stored(here)) == ("complete", {"same"})


def test_the_mark_of_a_journal_is_kept_with_the_cursor_over_a_restart(tmp_path: Path) -> None:
    market = Journal("a", "b")
    with engine_over(tmp_path, "journal_shop", market) as (here, server):
        sweep(here)
        cursor = here.store.cursor("my-shop", "latest")
        assert cursor is not None and cursor.mark == "e2"
        market.events.append({"id": "e3", "order": {"id": "c"}})
        here.restart()
        here.pass_time(timedelta(minutes=15))
        assert sweep(here).seen == 1
        assert server.asked_for("/order/events")[-1].query["from"] == ["e2"]
        assert stored(here) == {"a", "b", "c"}


def test_a_journal_that_broke_off_goes_on_behind_the_page_it_stored(tmp_path: Path) -> None:
    with engine_over(tmp_path, "journal_shop", Failing(Journal("a", "b", "c"), 4)) as (here, server):
        assert sweep(here).state == "incomplete"
        assert here.store.cursor("my-shop", "latest") is None
        here.restart()
        assert sweep(here).state == "complete"
        assert [each.query.get("from") for each in server.asked_for("/order/events")] == [None, ["e2"], ["e2"]]


def test_a_queue_is_acknowledged_only_once_its_page_is_stored(tmp_path: Path) -> None:
    market = Queue("a", "b", "c")
    held: list[set[str]] = []

    def answer(asked: Asked) -> Said:
        if asked.path == "/queue/done":
            held.append(stored(here) >= set(asked.json["ids"]))
        return market(asked)

    with engine_over(tmp_path, "queue_shop", answer) as (here, server):
        assert sweep(here).state == "complete"
        assert (held, market.waiting) == ([True, True], [])
        assert [asked.json for asked in server.asked_for("/queue/done")] == [{"ids": ["a", "b"]}, {"ids": ["c"]}]


def test_what_was_stored_and_not_acknowledged_comes_again_and_changes_nothing(tmp_path: Path) -> None:
    with engine_over(tmp_path, "queue_shop", Failing(Queue("a", "b", "c"), 2)) as (here, _):
        assert sweep(here).state == "incomplete"
        assert stored(here) == {"a", "b"}
        here.restart()
        again = sweep(here)
        assert (again.state, again.created, again.unchanged) == ("complete", 3, 2)


def test_an_order_that_cannot_be_taken_is_not_acknowledged(tmp_path: Path) -> None:
    def answer(asked: Asked) -> Said:
        if asked.path == "/queue/done":
            return Said(None, 204)
        return Said({"orders": [{"id": "a", "status": "OPEN"}, {"status": "OPEN"}]})

    with engine_over(tmp_path, "queue_shop", answer) as (here, server):
        sweep(here)
        assert {tuple(asked.json["ids"]) for asked in server.asked_for("/queue/done")} == {("a",)}


# Lists of values


def refund(here: World, reason: str) -> Any:
    key = OrderKey("company", "item_shop", "o0")
    return here.engine.act("refund", key, {"refund_reason": reason}, SELLER, dry_run=True).decision


def with_reasons(asked: Asked) -> Said:
    return reasons(asked) if asked.path == "/reasons" else item_shop(o0=[[sold("1", 1, "2")]])(asked)


def test_an_action_takes_the_values_of_the_list_that_the_channel_gives(tmp_path: Path) -> None:
    with engine_over(tmp_path, "item_shop", with_reasons) as (here, server):
        sweep(here)
        assert isinstance(refund(here, "GONE"), Change)
        assert isinstance(refund(here, "OTHER"), Incomplete)
        assert len(server.asked_for("/reasons")) == 1


def test_while_the_list_cannot_be_read_the_values_of_the_spec_hold(tmp_path: Path) -> None:
    def answer(asked: Asked) -> Said:
        return Said({}, 400) if asked.path == "/reasons" else with_reasons(asked)

    with engine_over(tmp_path, "item_shop", answer) as (here, _):
        sweep(here)
        assert isinstance(refund(here, "OTHER"), Change)
        assert isinstance(refund(here, "GONE"), Incomplete)
