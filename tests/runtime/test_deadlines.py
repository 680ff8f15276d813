"""Deadlines: one kept by the channel flags the order late, one kept by us moves it, an unknown one does nothing."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from stallkeeper.orders import Address, Order, OrderKey, Whole
from stallkeeper.store.order_filter import OrderFilter
from stallkeeper.store.page_write import PageWrite
from tests.runtime.arranged import START, World, world

DAY = timedelta(days=1)


@pytest.fixture
def here(tmp_path: Path) -> World:
    return world(tmp_path)


def arrive(here: World, native: str, **fields: object) -> None:
    here.shop.put("A1", native, **fields)
    here.pass_time(timedelta(minutes=1))
    here.engine.sync("my-shop", "latest")


def test_a_deadline_kept_by_the_channel_flags_the_order_late_once_and_moves_nothing(here: World) -> None:
    arrive(here, "OFFERED")
    here.pass_time(2 * DAY - timedelta(minutes=2))
    assert here.engine.deadlines().passed == ()
    here.pass_time(timedelta(minutes=1))
    (passed,) = here.engine.deadlines().passed
    assert (passed.rule, passed.due_at, passed.moves_to) == ("answer", START + 2 * DAY, None)
    assert here.engine.deadlines().passed == ()
    order = here.order("A1")
    assert (order.status, order.flags) == ("waiting_acceptance", ("late",))
    assert here.history("A1")[-2:] == ["deadline", "flagged"]
    details = here.store.history(here.key("A1"))[-2].details
    assert (details["rule"], details["consequence"], details["kept_by"]) == ("answer", ["canceled"], "channel")


def test_a_late_order_that_moves_is_late_no_more(here: World) -> None:
    arrive(here, "OFFERED")
    here.pass_time(2 * DAY)
    here.engine.deadlines()
    here.shop.put("A1", "PAID")
    here.pass_time(timedelta(minutes=1))
    here.engine.sync("my-shop", "latest")
    assert here.order("A1").flags == ()


def test_a_deadline_kept_by_us_moves_the_order_and_says_that_the_engine_did(here: World) -> None:
    arrive(here, "SENT", has_claim=False)
    here.pass_time(30 * DAY)
    (passed,) = here.engine.deadlines().passed
    assert (passed.rule, passed.moves_to) == ("no_claim", "closed")
    order, event = here.order("A1"), here.store.history(here.key("A1"))[-1]
    assert (order.status, order.status_since, order.native_status) == ("closed", START + 30 * DAY, "SENT")
    assert (event.kind, event.who, event.from_status, event.to_status) == ("deadline", "engine", "shipped", "closed")


def test_an_order_that_a_deadline_moved_stands_as_its_history_says(here: World) -> None:
    arrive(here, "SENT", has_claim=False)
    here.pass_time(30 * DAY)
    here.engine.deadlines()
    found = here.engine.audit.check()
    assert isinstance(found, Whole), found


def test_an_open_claim_stops_a_deadline(here: World) -> None:
    arrive(here, "SENT", has_claim=True)
    here.pass_time(90 * DAY)
    assert here.engine.deadlines().passed == ()


def test_the_channels_old_word_does_not_undo_our_move(here: World) -> None:
    arrive(here, "SENT", has_claim=False)
    here.pass_time(30 * DAY)
    here.engine.deadlines()
    arrive(here, "SENT", has_claim=False)
    assert here.order("A1").status == "closed"


def test_an_order_with_an_action_under_way_is_not_moved_by_us(here: World) -> None:
    arrive(here, "SENT", has_claim=False)
    here.act("refund", "A1", refund_price="5.00")
    here.pass_time(30 * DAY)
    assert here.engine.deadlines().passed == ()
    assert here.order("A1").status == "shipped"


def test_addresses_and_payload_survive_a_deadline(here: World) -> None:
    arrive(here, "OFFERED", delivery=Address(city="Lyon"))
    payload = here.store.payload(here.key("A1"))
    here.pass_time(2 * DAY)
    here.engine.deadlines()
    assert here.order("A1").report.delivery == Address(city="Lyon")
    assert here.store.payload(here.key("A1")) == payload


def test_a_report_that_is_stored_while_a_deadline_is_decided_upon_stays(
    here: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    arrive(here, "OFFERED")
    here.pass_time(2 * DAY)
    held, meanwhile = here.store.order, iter([lambda: arrive(here, "PAID")])

    def order(key: OrderKey) -> Order | None:
        found = held(key)
        next(meanwhile, lambda: None)()
        return found

    monkeypatch.setattr(here.store, "order", order)
    assert here.engine.deadlines().passed == ()
    assert (here.order("A1").status, here.order("A1").native_status, here.order("A1").flags) == (
        "waiting_shipment",
        "PAID",
        (),
    )


def test_a_deadline_is_decided_upon_the_order_as_it_is_and_not_as_it_was_read_with_many(
    here: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    arrive(here, "OFFERED")
    here.pass_time(2 * DAY)
    read = here.store.orders

    def orders(wanted: OrderFilter) -> Iterator[Order]:
        for each in read(wanted):
            arrive(here, "PAID")
            yield each

    monkeypatch.setattr(here.store, "orders", orders)
    assert here.engine.deadlines().passed == ()
    assert (here.order("A1").status, here.order("A1").flags) == ("waiting_shipment", ())


def test_nobody_is_told_of_the_deadline_of_an_order_that_moved_since_it_was_read_with_many(
    here: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    arrive(here, "OFFERED")
    here.pass_time(DAY)
    read = here.store.orders

    def orders(wanted: OrderFilter) -> Iterator[Order]:
        for each in read(wanted):
            arrive(here, "PAID")
            yield each

    with monkeypatch.context() as patched:
        patched.setattr(here.store, "orders", orders)
        assert here.engine.deadlines().alerts == ()
    assert "alert" not in here.history("A1")


def test_a_deadline_that_passes_while_a_page_is_taken_in_is_noted_once(
    here: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    arrive(here, "OFFERED")
    here.pass_time(2 * DAY)
    write, meanwhile = here.store.write_page, iter([here.engine.deadlines])

    def write_page(page: PageWrite) -> None:
        next(meanwhile, lambda: None)()
        here.pass_time(timedelta(seconds=1))
        write(page)

    here.pass_time(timedelta(seconds=1))
    monkeypatch.setattr(here.store, "write_page", write_page)
    arrive(here, "OFFERED", total=Decimal(7))
    here.engine.deadlines()
    assert (here.order("A1").report.total, here.order("A1").flags) == (7, ("late",))
    assert here.history("A1").count("deadline") == 1
