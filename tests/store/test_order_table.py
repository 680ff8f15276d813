from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from stallkeeper.store import Known, OrderFilter, Store
from tests.store.samples import JEANNE, NOW, ids_of, key_of, order_of, page_of, store_with, write_of

HOUR = timedelta(hours=1)


def arranged() -> Store:
    """A newest, B and C at one instant, D with no date; of two channels and accounts."""
    return store_with(
        order_of("D", ordered_at=None, status=None, native_status="ON_HOLD"),
        order_of("C", ordered_at=NOW, status="shipped"),
        replace(order_of("B", ordered_at=NOW, flags=("late",)), key=key_of("B", channel="fair"), account="other-shop"),
        order_of("A", ordered_at=NOW + HOUR, flags=("unforeseen", "late")),
    )


def listed(**wanted: object) -> list[str]:
    return ids_of(list(arranged().orders(OrderFilter(**wanted))))  # type: ignore[arg-type]


def test_all_orders_come_newest_first_then_by_id_and_those_without_a_date_last() -> None:
    assert listed() == ["A", "B", "C", "D"]
    assert ids_of(list(arranged().orders())) == ["A", "B", "C", "D"]


def test_orders_by_status_and_by_the_lack_of_one() -> None:
    assert listed(statuses=("shipped",)) == ["C"]
    assert listed(statuses=("shipped", "waiting_shipment")) == ["A", "B", "C"]
    assert listed(statuses=(None,)) == ["D"]
    assert listed(statuses=("shipped", None)) == ["C", "D"]


def test_an_empty_list_of_statuses_asks_for_any() -> None:
    assert listed(statuses=()) == ["A", "B", "C", "D"]


def test_orders_by_channel_and_account() -> None:
    assert listed(channel="fair") == ["B"]
    assert listed(account="my-shop") == ["A", "C", "D"]
    assert listed(channel="fair", account="my-shop") == []


def test_orders_of_an_interval_from_its_first_instant_to_before_its_last() -> None:
    assert listed(since=NOW) == ["A", "B", "C"]
    assert listed(until=NOW + HOUR) == ["B", "C"]
    assert listed(since=NOW, until=NOW) == []


def test_late_orders_have_the_flag_and_not_one_that_only_sounds_like_it() -> None:
    assert listed(late=True) == ["A", "B"]
    assert listed(late=False) == ["C", "D"]
    assert listed(late=None) == ["A", "B", "C", "D"]
    for flag in ('"late"', ',"late', '["late"', ',"late"', "late ", "not late", 'x"late', "Late"):
        assert list(store_with(order_of("A", flags=(flag,))).orders(OrderFilter(late=True))) == []


def test_orders_by_id_whatever_the_id_looks_like() -> None:
    assert listed(ids=("B", "D", "unheard of")) == ["B", "D"]
    for strange in ("", "\x00", "';--", '"', "é", "100%"):
        store = store_with(order_of(strange), order_of("other"))
        assert ids_of(list(store.orders(OrderFilter(ids=(strange,))))) == [strange]


def test_an_empty_list_of_ids_asks_for_none() -> None:
    assert listed(ids=()) == []


def test_a_limit_counts_orders_from_the_newest() -> None:
    assert listed(limit=2) == ["A", "B"]
    assert listed(limit=0) == []
    assert listed(limit=9) == ["A", "B", "C", "D"]


def test_more_orders_than_are_held_in_memory_at_a_time_come_complete_and_in_order() -> None:
    many = [order_of(f"{number:04}", ordered_at=NOW - number * HOUR, billing=JEANNE) for number in range(700)]
    store = store_with(*many)
    assert ids_of(list(store.orders())) == [f"{number:04}" for number in range(700)]
    assert ids_of(list(store.orders(OrderFilter(ids=tuple(f"{number:04}" for number in range(600)))))) == [
        f"{number:04}" for number in range(600)
    ]


def test_orders_may_be_changed_while_they_are_listed() -> None:
    store = store_with(*(order_of(f"{number:04}", ordered_at=NOW - number * HOUR) for number in range(600)))
    seen = []
    for order in store.orders(OrderFilter(statuses=("waiting_shipment",))):
        seen.append(order.id)
        store.update_order(replace(order, status="shipped"), [])
    assert seen == [f"{number:04}" for number in range(600)]
    assert store.counts() == {("bazaar", "shipped"): 600}


def test_a_listing_left_half_way_keeps_nobody_from_writing() -> None:
    store = store_with(*(order_of(f"{number:04}") for number in range(600)))
    listing = store.orders()
    next(listing)
    store.write_page(page_of(write_of(order_of("new"))))
    assert store.find("new")


def test_listed_orders_carry_no_addresses_and_whole_ones_do() -> None:
    store = store_with(order_of("A", billing=JEANNE, delivery=JEANNE))
    (order,) = store.orders()
    assert order.report.billing is None
    assert order.report.delivery is None
    (whole,) = store.find("A")
    assert whole.report.billing == JEANNE


def test_find_narrows_by_channel_and_account() -> None:
    store = store_with(order_of("B"), replace(order_of("B"), key=key_of("B", channel="fair"), account="other-shop"))
    assert [order.channel for order in store.find("B")] == ["bazaar", "fair"]
    assert [order.channel for order in store.find("B", channel="fair")] == ["fair"]
    assert [order.channel for order in store.find("B", account="my-shop")] == ["bazaar"]
    assert store.find("B", channel="fair", account="my-shop") == ()
    assert store.find("unheard of") == ()


def test_orders_are_counted_by_channel_and_status() -> None:
    assert arranged().counts() == {
        ("bazaar", None): 1,
        ("bazaar", "shipped"): 1,
        ("bazaar", "waiting_shipment"): 1,
        ("fair", "waiting_shipment"): 1,
    }


def test_a_page_is_told_what_is_known_of_it() -> None:
    store = arranged()
    known = store.known("company", "bazaar", ["A", "B", "C", "unheard of"])
    assert set(known) == {"A", "C"}
    assert known["C"].order.status == "shipped"
    assert store.known("other company", "bazaar", ["A"]) == {}
    assert store.known("company", "bazaar", []) == {}


def test_a_page_of_any_length_is_told_what_is_known_of_it() -> None:
    store = store_with(*(order_of(f"{number}") for number in range(1000)))
    assert len(store.known("company", "bazaar", (f"{number}" for number in range(5000)))) == 1000


def test_what_is_known_shows_no_more_of_an_order_than_its_digest() -> None:
    (known,) = store_with(order_of("A", billing=JEANNE)).known("company", "bazaar", ["A"]).values()
    assert repr(known) == f"Known({known.digest.hex()})"


def test_something_known_is_an_order_or_a_way_to_one() -> None:
    order = order_of("A")
    assert Known(b"digest", order).order is order
    with pytest.raises(TypeError):
        Known(b"digest")


def test_nothing_is_known_of_an_order_that_was_never_stored() -> None:
    store = arranged()
    assert store.order(key_of("unheard of")) is None
    assert store.payload(key_of("unheard of")) is None
    assert store.history(key_of("unheard of")) == ()
