"""What was asked for before an order was stored is never put over it, whatever the dates say."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from stallkeeper.bindings.client import Record
from stallkeeper.errors import ChannelError
from stallkeeper.orders import Sweep
from stallkeeper.runtime.order_reader import OrderReader
from tests.runtime.arranged import START, World, world

A_MINUTE = timedelta(minutes=1)
LONG_AGO = START - timedelta(days=20)


@pytest.fixture
def here(tmp_path: Path) -> World:
    arranged = world(tmp_path)
    arranged.shop.put("A1", "PAID", modified_at=LONG_AGO)
    arranged.shop.put("A2", "PAID", modified_at=LONG_AGO)
    arranged.pass_time(A_MINUTE)
    arranged.engine.sync("my-shop", "latest")
    return arranged


def sent_and_read_back(here: World, order_id: str) -> None:
    """The marketplace shows it as sent, with the date it had; a thread that acts for the account has read it."""
    here.pass_time(timedelta(seconds=10))
    here.shop.put(order_id, "SENT", modified_at=here.shop.records[order_id].told.modified_at)
    OrderReader(here.store, here.clock, here.told.append).read(here.engine._lanes.of("my-shop"), order_id)
    here.pass_time(timedelta(seconds=50))


def look(here: World) -> Sweep:
    """At the open orders, a day later."""
    here.pass_time(timedelta(hours=25))
    for window in here.engine._lanes.of("my-shop").spec.retrieval:
        here.engine.sync("my-shop", window.name)
    sweep = here.engine._open_orders.look(here.engine._lanes.of("my-shop"))
    assert sweep is not None
    return sweep


def at_the_end_of_the_list(here: World, happens: Callable[[], None]) -> None:
    """Happens once, when the page is read and its answer is on its way."""
    meanwhile = iter([happens])

    def now() -> datetime | None:
        next(meanwhile, lambda: None)()
        return None

    here.shop.now = now


@pytest.mark.requirement("R9")
@pytest.mark.requirement("R24")
def test_a_single_order_that_was_asked_for_before_its_action_was_read_back_changes_nothing(here: World) -> None:
    here.shop.put("A1", "PACKING", modified_at=LONG_AGO)
    here.shop.fail("fetch", None, lambda: sent_and_read_back(here, "A1"))
    sweep = look(here)
    assert here.order("A1").status == "shipped"
    assert here.history("A1")[-1] == "waiting_shipment→shipped"
    assert (sweep.seen, sweep.changed, sweep.state) == (1, 0, "complete")


@pytest.mark.requirement("R24")
def test_an_order_of_a_page_that_was_asked_for_before_it_was_read_back_is_asked_for_again(here: World) -> None:
    here.shop.put("A1", "PAID", modified_at=START, total=None)
    at_the_end_of_the_list(here, lambda: sent_and_read_back(here, "A1"))
    here.engine.sync("my-shop", "latest")
    assert here.order("A1").status == "shipped"
    assert here.history("A1")[-1] == "waiting_shipment→shipped"


def test_a_change_that_came_after_it_was_read_back_is_not_lost(here: World) -> None:
    def both() -> None:
        sent_and_read_back(here, "A1")
        here.shop.put("A1", "SENT", modified_at=START, has_claim=True)

    here.shop.put("A1", "PAID", modified_at=START, total=None)
    at_the_end_of_the_list(here, both)
    here.engine.sync("my-shop", "latest")
    assert here.order("A1").report.has_claim is True


def test_a_page_of_which_an_order_cannot_be_asked_for_again_is_read_another_time(here: World) -> None:
    here.shop.put("A1", "PAID", modified_at=START, total=None)
    at_the_end_of_the_list(here, lambda: sent_and_read_back(here, "A1"))
    here.shop.fail("fetch", None, ChannelError("no answer", "transient"))
    assert not here.engine.sync("my-shop", "latest").complete
    assert here.order("A1").status == "shipped"
    here.engine.sync("my-shop", "latest")
    assert [here.order(each).status for each in ("A1", "A2")] == ["shipped", "waiting_shipment"]


def test_a_read_back_that_was_asked_for_before_a_page_was_stored_is_asked_for_again(
    here: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    lane = here.engine._lanes.of("my-shop")
    fetch, meanwhile = lane.client.fetch, iter([lambda: here.engine.sync("my-shop", "latest")])

    def slowly(order_id: str) -> Record | None:
        record = fetch(order_id)
        here.pass_time(A_MINUTE)
        here.shop.put(order_id, "SENT", modified_at=START)
        next(meanwhile, lambda: None)()
        return record

    here.shop.put("A1", "PACKING", modified_at=START)
    monkeypatch.setattr(lane.client, "fetch", slowly)
    OrderReader(here.store, here.clock, here.told.append).read(lane, "A1")
    assert here.order("A1").status == "shipped"
    assert here.history("A1")[-1] == "waiting_shipment→shipped"


def went_there_and_back(here: World) -> None:
    """Somebody marks it as sent in the back office, and takes that back."""
    for native in ("SENT", "PAID"):
        here.pass_time(timedelta(minutes=16))
        here.shop.put("A1", native)
        here.pass_time(timedelta(minutes=16))
        here.engine.sync("my-shop", "latest")


CUT = ChannelError("no answer within 30 seconds", "transient", doubtful=True)
REFUSED = ChannelError("the marketplace answers 503", "transient")


@pytest.mark.parametrize("before", [(), (REFUSED,)])
def test_where_an_order_went_while_an_action_waited_confirms_nothing_of_it(
    here: World, before: tuple[ChannelError, ...]
) -> None:
    ship = here.act("ship", "A1", carrier="DHL")
    here.shop.fail("send", *before, CUT)
    for _ in before:
        here.engine.send()
    went_there_and_back(here)
    here.engine.send()
    assert (here.submission(ship).state, here.order("A1").status) == ("in_doubt", "waiting_shipment")
    here.pass_time(timedelta(minutes=2))
    here.engine.send()
    assert (here.submission(ship).state, here.shop.effects) == ("confirmed", [("ship", "A1")])


def test_where_an_order_went_after_an_attempt_in_doubt_counts_although_it_was_sent_again(here: World) -> None:
    ship = here.act("ship", "A1", carrier="DHL")
    here.shop.fail("send", CUT, REFUSED)
    here.engine.send()
    here.pass_time(timedelta(minutes=2))
    here.engine.send()
    assert here.history("A1").count("ship sending") == 2
    went_there_and_back(here)
    here.engine.send()
    assert (here.submission(ship).state, here.shop.effects) == ("confirmed", [])
    assert "the order went on" in here.store.history(here.key("A1"))[-1].details["reason"]
