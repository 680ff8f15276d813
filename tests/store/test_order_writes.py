from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from stallkeeper.errors import StoreError
from stallkeeper.orders import Address, Event, OrderLine, OrderReport
from stallkeeper.store import Store
from tests.store.samples import (
    JEANNE,
    LATER,
    LINE,
    NOW,
    digest_of,
    first_events,
    key_of,
    order_of,
    page_of,
    store_with,
    sweep_of,
    write_of,
)

MOVED = Event(LATER, key_of("A1"), "moved", "channel", "waiting_shipment", "shipped", "SHIPPED")


def report_of(store: Store) -> OrderReport:
    order = store.order(key_of("A1"))
    assert order is not None
    return order.report


def change(store: Store, **changes: object) -> None:
    store.write_page(page_of(write_of(order_of("A1", **changes), b"newer", events=(MOVED,))))


def test_an_order_comes_in_with_its_lines_its_payload_and_its_history() -> None:
    order = order_of("A1", lines=(LINE, replace(LINE, id="2")))
    store = Store.open(":memory:", now=NOW)
    store.write_page(page_of(write_of(order, b'{"native": "record"}')))
    assert store.order(order.key) == order
    assert store.payload(order.key) == b'{"native": "record"}'
    assert store.history(order.key) == first_events(order)


def test_an_order_that_changes_keeps_its_history_and_takes_the_newer_payload() -> None:
    store = store_with(order_of("A1"))
    change(store, status="shipped", native_status="SHIPPED")
    (order,) = store.find("A1")
    assert order.status == "shipped"
    assert store.payload(order.key) == b"newer"
    assert [event.kind for event in store.history(order.key)] == ["first_seen", "moved", "moved"]
    assert store.known("company", "bazaar", ["A1"])["A1"].digest == digest_of(b"newer")


def test_lines_that_are_no_longer_reported_are_gone_and_the_others_keep_their_order() -> None:
    lines = tuple(OrderLine(id=str(number), sku="s") for number in (3, 1, 2))
    store = store_with(order_of("A1", lines=lines))
    assert [line.id for line in report_of(store).lines] == ["3", "1", "2"]
    change(store, lines=lines[1:])
    assert [line.id for line in report_of(store).lines] == ["1", "2"]


def test_an_address_that_comes_later_is_filled_in() -> None:
    store = store_with(order_of("A1", billing=None, delivery=Address()))
    change(store, billing=JEANNE, delivery=JEANNE)
    assert report_of(store).billing == JEANNE
    assert report_of(store).delivery == JEANNE


@pytest.mark.parametrize("nothing", [None, Address(), Address(full_name="", city="")])
def test_an_address_that_is_filled_is_not_overwritten_by_one_that_is_not(nothing: Address | None) -> None:
    store = store_with(order_of("A1", billing=JEANNE, delivery=JEANNE))
    change(store, billing=nothing, delivery=nothing)
    assert report_of(store).billing == JEANNE
    assert report_of(store).delivery == JEANNE


def test_an_address_that_changes_is_changed() -> None:
    store = store_with(order_of("A1", billing=JEANNE, delivery=JEANNE))
    moved = replace(JEANNE, street="3 quai Perrache")
    change(store, billing=JEANNE, delivery=moved)
    assert report_of(store).delivery == moved
    assert report_of(store).billing == JEANNE


def test_an_address_once_given_empty_is_remembered_as_given() -> None:
    store = store_with(order_of("A1", billing=None))
    change(store, billing=Address())
    assert report_of(store).billing == Address()
    change(store, billing=None)
    assert report_of(store).billing == Address()


def test_what_was_erased_is_not_filled_again_by_the_next_report() -> None:
    store = store_with(order_of("A1", billing=JEANNE))
    store._database.rows("UPDATE personal SET billing_json = NULL, payload = NULL, erased_at = 1")
    change(store, billing=JEANNE, status="shipped")
    assert report_of(store).billing is None
    assert store.payload(key_of("A1")) is None
    assert store.find("A1")[0].status == "shipped"


def test_the_same_id_of_another_channel_or_scope_is_another_order() -> None:
    here = order_of("A1")
    elsewhere = [
        replace(here, key=key_of("A1", channel="fair")),
        replace(here, key=key_of("A1", scope="other company")),
    ]
    store = store_with(here, *elsewhere)
    change(store, status="shipped")
    assert {order.key: order.status for order in store.find("A1")} == {
        here.key: "shipped",
        elsewhere[0].key: "waiting_shipment",
        elsewhere[1].key: "waiting_shipment",
    }


def test_of_several_writes_of_one_order_in_a_page_the_last_counts() -> None:
    store = Store.open(":memory:", now=NOW)
    first, last = order_of("A1", total=Decimal("1")), order_of("A1", total=Decimal("2"))
    store.write_page(page_of(write_of(first), write_of(last)))
    assert report_of(store).total == Decimal("2")
    assert len(store.history(first.key)) == 2


def test_a_page_that_another_process_has_stored_already_adds_nothing() -> None:
    order = order_of("A1")
    store = store_with(order)
    store.write_page(page_of(write_of(order)))
    assert store.history(order.key) == first_events(order)
    assert store.counts() == {("bazaar", "waiting_shipment"): 1}


def test_a_new_order_that_another_process_has_stored_differently_refuses_the_page() -> None:
    order = order_of("A1")
    store = store_with(order)
    page = page_of(write_of(order_of("A2")), write_of(order, b"another record"), sweep=sweep_of(pages=7))
    with pytest.raises(StoreError, match=r"order A1 of bazaar was stored by another process.*Sync again"):
        store.write_page(page)
    assert store.find("A2") == ()
    assert [sweep.pages for sweep in store.sweeps()] == [0]


def test_a_change_decided_against_what_is_no_longer_held_refuses_the_page() -> None:
    store = store_with(order_of("A1"))
    held = store.known("company", "bazaar", ["A1"])["A1"].digest
    change(store, status="shipped")
    stale = write_of(order_of("A1", status="canceled"), b"decided too late", events=(MOVED,), held=held)
    with pytest.raises(StoreError, match="stored by another process"):
        store.write_page(page_of(stale))
    assert store.find("A1")[0].status == "shipped"


def test_a_change_decided_against_what_is_held_is_stored() -> None:
    store = store_with(order_of("A1"))
    held = store.known("company", "bazaar", ["A1"])["A1"].digest
    store.write_page(page_of(write_of(order_of("A1", status="shipped"), b"newer", events=(MOVED,), held=held)))
    assert store.find("A1")[0].status == "shipped"


def test_an_order_can_change_without_a_report() -> None:
    store = store_with(order_of("A1", billing=JEANNE, extras={"sites": ["fr"]}))
    (listed,) = store.orders()
    flagged = Event(LATER, listed.key, "flagged", "engine", details={"flag": "late", "raised": True})
    store.update_order(replace(listed, flags=("late",), updated_at=LATER), [flagged])
    order = store.order(listed.key)
    assert order == order_of("A1", billing=JEANNE, extras={"sites": ["fr"]}, flags=("late",), updated_at=LATER)
    assert store.history(listed.key)[-1] == flagged
    assert store.payload(listed.key) == b'{"id": "A1"}'


def test_an_order_that_is_not_stored_cannot_change() -> None:
    store = store_with(order_of("A1"))
    with pytest.raises(StoreError, match=r"order A9 of bazaar is not stored in :memory:.*Sync first"):
        store.update_order(order_of("A9"), [])
    assert store.counts() == {("bazaar", "waiting_shipment"): 1}


def test_a_number_too_large_for_the_database_refuses_the_page_and_leaves_the_rest() -> None:
    store = store_with(order_of("A1"))
    absurd = order_of("A2", lines=(replace(LINE, quantity=2**63),))
    with pytest.raises(StoreError, match="too large to be stored"):
        store.write_page(page_of(write_of(order_of("A3")), write_of(absurd)))
    assert [order.id for order in store.orders()] == ["A1"]


def test_a_page_without_a_sweep_stores_orders_read_outside_any() -> None:
    store = Store.open(":memory:", now=NOW)
    store.write_page(replace(page_of(write_of(order_of("A1"))), sweep=None))
    assert store.sweeps() == ()
    assert [order.id for order in store.find("A1")] == ["A1"]


def test_what_is_erased_leaves_no_trace_in_the_file(tmp_path: Path) -> None:
    path, marker = tmp_path / "orders.db", "Rumpelstiltskin"
    person = replace(JEANNE, full_name=marker)
    with Store.open(path, now=NOW) as store:
        others = [write_of(order_of(f"B{number}")) for number in range(50)]
        store.write_page(page_of(write_of(order_of("A1", billing=person), marker.encode() * 500), *others))
    assert marker.encode() in path.read_bytes()
    with Store.open(path, now=NOW) as store:
        store._database.rows("UPDATE personal SET billing_json = NULL, delivery_json = NULL, payload = NULL")
    assert [file.name for file in tmp_path.iterdir()] == ["orders.db"]
    assert marker.encode() not in path.read_bytes()
