from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from itertools import combinations
from pathlib import Path
from random import Random
from typing import Any

import pytest

from stallkeeper.orders import Order
from stallkeeper.store import OrderFilter, Store
from stallkeeper.store import order_search as search
from tests.store.samples import NOW, ids_of, key_of, order_of, page_of, store_with, write_of
from tests.store.test_sealing import of_version_4

STATUSES = ("waiting_acceptance", "waiting_shipment", "shipped", None)
ASKED: dict[str, tuple[Any, ...]] = {
    "statuses": (("shipped",), ("shipped", None), ("waiting_shipment", "waiting_acceptance")),
    "channel": ("bazaar", "unheard-of"),
    "account": ("my-shop", "other-shop"),
    "since": (NOW,),
    "until": (NOW + timedelta(minutes=9),),
    "late": (True, False),
    "ids": (("O3", "O11", "O40"),),
    "limit": (0, 5),
}
FILTERS = {
    OrderFilter(**dict(zip(names, values, strict=True)))
    for count in (0, 1, 2, 3)
    for names in combinations(ASKED, count)
    for values in [tuple(ASKED[name][0] for name in names), tuple(ASKED[name][-1] for name in names)]
}
"""One, two and three of what can be asked for at a time, each in two ways."""


def orders() -> Iterator[Order]:
    luck = Random(5)
    for number in range(60):
        channel, account = luck.choice([("bazaar", "my-shop"), ("bazaar", "other-shop"), ("fair", "other-shop")])
        order = order_of(
            f"O{number}",
            status=luck.choice(STATUSES),
            flags=luck.choice([(), ("late",), ("unforeseen", "late"), ("unforeseen",)]),
            ordered_at=luck.choice([None, NOW + timedelta(minutes=luck.randrange(20))]),
        )
        yield replace(order, key=key_of(order.id, channel=channel), account=account)


@pytest.fixture(scope="module")
def store() -> Iterator[Store]:
    with store_with(*orders()) as opened:
        yield opened


def by_hand(wanted: OrderFilter) -> list[str]:
    """Every order looked at, one after the other."""
    found = [order for order in orders() if lets_through(wanted, order)]
    undated = NOW - timedelta(days=1)
    found.sort(key=lambda order: (-(order.report.ordered_at or undated).timestamp(), order.id))
    return ids_of(found[: wanted.limit])


def lets_through(wanted: OrderFilter, order: Order) -> bool:
    at = order.report.ordered_at
    return (
        (not wanted.statuses or order.status in wanted.statuses)
        and (wanted.channel is None or order.key.channel == wanted.channel)
        and (wanted.account is None or order.account == wanted.account)
        and (wanted.since is None or (at is not None and at >= wanted.since))
        and (wanted.until is None or (at is not None and at < wanted.until))
        and (wanted.late is None or ("late" in order.flags) == wanted.late)
        and (wanted.ids is None or order.id in wanted.ids)
    )


def test_a_filter_finds_what_looking_at_every_order_finds(store: Store) -> None:
    for wanted in FILTERS:
        assert ids_of(list(store.orders(wanted))) == by_hand(wanted), wanted


@pytest.mark.parametrize("merged", [1, 2, 3])
def test_groups_that_take_several_statements_are_merged_as_those_of_one(
    store: Store, merged: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(search, "_MERGED", merged)
    wanted = OrderFilter(late=False, limit=20)
    assert ids_of(list(store.orders(wanted))) == by_hand(wanted)


def plan_of(store: Store, statement: str, values: list[Any]) -> list[str]:
    return [row[3] for row in store._database.rows(f"EXPLAIN QUERY PLAN {statement}", values)]


GROUPS = [("my-shop", "bazaar", "shipped", None), ("my-shop", "bazaar", None, 1)]
STATEMENTS: dict[str, Callable[[OrderFilter], tuple[str, list[Any]]]] = {
    "groups": search.groups_statement,
    "merge": lambda wanted: search.merge_statement(GROUPS, wanted, 50),
    "sort": lambda wanted: search.sort_statement(GROUPS, wanted, -1),
    "numbers": lambda wanted: search.numbers_statement(wanted, (1, 2), 50),
}


@pytest.mark.parametrize("name", STATEMENTS)
def test_no_filter_goes_through_all_orders(store: Store, name: str) -> None:
    for wanted in FILTERS:
        plan = plan_of(store, *STATEMENTS[name](wanted))
        assert any(step.startswith(("SEARCH orders USING", "SEARCH o USING")) for step in plan), (wanted, plan)
        assert not [step for step in plan if step.startswith(("SCAN orders", "SCAN o"))], (wanted, plan)


def test_the_first_orders_of_groups_come_from_the_index_in_their_order(store: Store) -> None:
    for wanted in FILTERS:
        plan = plan_of(store, *search.merge_statement(GROUPS, wanted, 50))
        assert "MERGE (UNION ALL)" in plan
        assert not [step for step in plan if "TEMP B-TREE" in step], (wanted, plan)


@pytest.mark.parametrize("wanted", [OrderFilter(), OrderFilter(since=NOW), OrderFilter(since=NOW, until=NOW)], ids=str)
def test_orders_of_an_interval_come_from_the_index_in_their_order(store: Store, wanted: OrderFilter) -> None:
    (step,) = plan_of(store, *search.date_statement(wanted, 50))
    assert "USING COVERING INDEX orders_by_date" in step


def test_an_order_that_becomes_late_or_moves_is_found_where_it_is_now() -> None:
    order = order_of("A1")
    with store_with(order) as store:
        moved = replace(order, status="shipped", flags=("late",))
        store.update_order(moved, ())
        assert ids_of(list(store.orders(OrderFilter(late=True, statuses=("shipped",), limit=1)))) == ["A1"]
        assert list(store.orders(OrderFilter(statuses=("waiting_shipment",), limit=1))) == []
        again = write_of(replace(moved, flags=()), b"{}", events=(), held=write_of(order).digest)
        store.write_page(page_of(again))
        assert list(store.orders(OrderFilter(late=True))) == []


def test_an_order_that_was_late_before_there_was_an_index_of_late_ones_is_found(tmp_path: Path) -> None:
    path = of_version_4(tmp_path / "orders.db", 1)
    with closing(sqlite3.connect(path)) as connection:
        connection.execute('UPDATE orders SET flags_json = \'["unforeseen","late"]\'')
        connection.commit()
    with Store.open(path, now=NOW) as store:
        assert ids_of(list(store.orders(OrderFilter(late=True)))) == ["A1"]
        assert list(store.orders(OrderFilter(late=False))) == []
