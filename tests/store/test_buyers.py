"""Addresses for what keeps buyers out of a text: of one order, or of a bounded number of orders."""

from __future__ import annotations

from stallkeeper.orders import Address, Event
from stallkeeper.store import Store
from stallkeeper.store.buyers import NEWEST
from tests.store.samples import JEANNE, NOW, key_of, order_of, page_of, write_of

PAUL = Address(full_name="Paul Durand")


def test_those_of_an_order_are_found_though_they_are_hidden() -> None:
    with Store.open(":memory:", now=NOW) as store:
        store.write_page(page_of(write_of(order_of("A1", billing=JEANNE, delivery=PAUL)), write_of(order_of("A2"))))
        store.eraser.restrict(key_of("A1"), Event(NOW, key_of("A1"), "restricted", "a test", details={"rule": "x"}))
        assert store.buyers.of_order(key_of("A1")) == (JEANNE, PAUL)
        assert store.buyers.of_order(key_of("A2")) == store.buyers.of_order(key_of("A3")) == ()


def test_of_all_orders_only_the_newest_are_read() -> None:
    with Store.open(":memory:", now=NOW) as store:
        for number in range(5):
            buyer = Address(full_name=f"Buyer {number}")
            store.write_page(page_of(write_of(order_of(f"A{number}", delivery=buyer))))
        assert [each.full_name for each in store.buyers.newest(2)] == ["Buyer 4", "Buyer 3"]
        plan = " ".join(str(row) for row in store._database.rows("EXPLAIN QUERY PLAN " + NEWEST, (2,)))
        assert "TEMP B-TREE" not in plan, plan
