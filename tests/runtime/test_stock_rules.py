"""Rules that ask for the free stock over HTTP: a unit is promised once, and some always stay."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import pytest

from stallkeeper.store.stock import Stock
from tests.runtime.played import SELLER, Played, played

SKU = "LAMP-7"
RULE = "accept: {{when: {{status: waiting_acceptance}}, do: accept, stock_buffer: {}}}"
MOMENT = timedelta(minutes=6)


@contextmanager
def shop(folder: Path, buffer: int, source: str = "file: stock.csv", stock: Stock | None = None) -> Iterator[Played]:
    keys = f"rules:\n  {RULE.format(buffer)}\n" + (f"stock: {{{source}}}\n" if stock is None else "")
    with played(folder, "manomano", keys, None if stock is None else {"my-shop": stock}) as here:
        here.sync()
        yield here


def has(folder: Path, units: int) -> None:
    (folder / "stock.csv").write_text(f"sku,quantity\n{SKU},{units}\n")


def arrive(here: Played, *units: int, native: str = "PENDING") -> list[str]:
    """Orders of one line of the product, of so many units each, the first one first."""
    ids = []
    for each in units:
        changes = {"products.*.seller_sku": SKU, "products.*.quantity": each}
        ids += here.world.create(1, native, lines=1, ago=timedelta(minutes=1), changes=changes)
    here.clock.advance(timedelta(minutes=16))
    here.sync()
    return ids


def asked(here: Played) -> list[str]:
    return [each.key.id for each in here.engine.rules.work()]


def why(here: Played) -> list[str | None]:
    (report,) = here.engine.rules.list()
    return [each.why for each in report.open]


def test_two_orders_do_not_take_one_unit(tmp_path: Path) -> None:
    has(tmp_path, 3)
    with shop(tmp_path, 0) as here:
        first, second = arrive(here, 2, 2)
        assert asked(here) == [first]
        assert why(here) == [f"2 of {SKU} are asked for, and 1 may be promised"]
        here.engine.send()
        here.clock.advance(MOMENT)
        assert asked(here) == []
        has(tmp_path, 4)
        here.clock.advance(MOMENT)
        assert asked(here) == [second]


def test_the_buffer_stays_in_the_stock(tmp_path: Path) -> None:
    has(tmp_path, 4)
    with shop(tmp_path, 2) as here:
        _, small = arrive(here, 3, 2)
        assert asked(here) == [small]


def test_what_was_accepted_elsewhere_and_waits_to_be_sent_is_held_back(tmp_path: Path) -> None:
    has(tmp_path, 3)
    with shop(tmp_path, 0) as here:
        arrive(here, 2, native="PREPARATION")
        (order_id,) = arrive(here, 2)
        assert asked(here) == []
        has(tmp_path, 4)
        here.clock.advance(MOMENT)
        assert asked(here) == [order_id]


def test_what_a_person_asks_to_accept_is_held_back_at_once(tmp_path: Path) -> None:
    has(tmp_path, 3)
    with shop(tmp_path, 0) as here:
        mine, _ = arrive(here, 2, 2)
        assert here.engine.act("accept", here.key(mine), {}, SELLER).taken
        assert asked(here) == []


def test_units_of_an_order_that_was_canceled_or_has_left_are_free_again(tmp_path: Path) -> None:
    has(tmp_path, 2)
    with shop(tmp_path, 0) as here:
        (shipped,) = arrive(here, 2, native="PREPARATION")
        (order_id,) = arrive(here, 2)
        assert asked(here) == []
        here.world.report(shipped, "CANCELED")
        here.clock.advance(timedelta(minutes=16))
        here.sync()
        assert asked(here) == [order_id]


def test_every_line_has_to_be_covered_and_lines_of_one_product_count_together(tmp_path: Path) -> None:
    has(tmp_path, 5)
    with shop(tmp_path, 0) as here:
        changes = {"products.*.seller_sku": SKU, "products.*.quantity": 3}
        here.world.create(1, "PENDING", lines=2, ago=timedelta(minutes=1), changes=changes)
        here.clock.advance(timedelta(minutes=16))
        here.sync()
        assert asked(here) == []
        assert why(here) == [f"6 of {SKU} are asked for, and 5 may be promised"]


def test_a_product_that_the_stock_does_not_know_is_not_promised(tmp_path: Path) -> None:
    (tmp_path / "stock.csv").write_text("sku,quantity\nOTHER,9\n")
    with shop(tmp_path, 0) as here:
        arrive(here, 1)
        assert asked(here) == []
        assert why(here) == [f"the stock does not know {SKU}"]


def test_without_a_stock_that_can_be_read_nothing_is_promised_and_a_person_is_told_once(tmp_path: Path) -> None:
    with shop(tmp_path, 0) as here:
        (order_id,) = arrive(here, 1)
        assert asked(here) == []
        here.clock.advance(MOMENT)
        assert asked(here) == []
        (told,) = here.store.incidents()
        assert (told.kind, told.count) == ("stock_unreadable", 1)
        assert "No such file" in told.message
        has(tmp_path, 1)
        here.clock.advance(MOMENT)
        assert asked(here) == [order_id]
        assert here.store.incidents() == ()


def test_a_try_writes_nothing_whether_the_stock_can_be_read_or_not(tmp_path: Path) -> None:
    with shop(tmp_path, 0) as here, sqlite3.connect(tmp_path / "orders.db") as file:
        (order_id,) = arrive(here, 1)
        before = [*file.iterdump()]
        assert here.engine.rules.attempt("accept", here.key(order_id)).why == "the stock cannot be read"
        assert [*file.iterdump()] == before
        assert asked(here) == []
        before = [*file.iterdump()]
        has(tmp_path, 1)
        assert here.engine.rules.attempt("accept", here.key(order_id)).outcome == "fires"
        assert [*file.iterdump()] == before
        here.clock.advance(MOMENT)
        assert asked(here) == [order_id], "what was only tried has told the rule nothing"
        assert here.store.incidents() == ()


def in_json(folder: Path) -> str:
    (folder / "stock.json").write_text(json.dumps({SKU: 1}))
    return "file: stock.json"


def in_a_table(folder: Path) -> str:
    connection = sqlite3.connect(folder / "erp.db")
    connection.execute("CREATE TABLE products (code TEXT, on_shelf INTEGER)")
    connection.execute("INSERT INTO products VALUES (?, 1)", (SKU,))
    connection.commit()
    connection.close()
    return "database: erp.db, table: products, sku: code, quantity: on_shelf"


@pytest.mark.parametrize("write", [in_json, in_a_table])
def test_a_stock_is_a_file_or_a_table(tmp_path: Path, write: Callable[[Path], str]) -> None:
    with shop(tmp_path, 0, write(tmp_path)) as here:
        first, _ = arrive(here, 1, 1)
        assert asked(here) == [first]


def test_a_program_hands_over_a_stock_of_its_own(tmp_path: Path) -> None:
    wanted: list[tuple[str, ...]] = []

    def stock(skus: Collection[str]) -> Mapping[str, int]:
        wanted.append(tuple(skus))
        return {SKU: 1}

    with shop(tmp_path, 0, stock=stock) as here:
        first, _ = arrive(here, 1, 1)
        assert asked(here) == [first]
        assert wanted == [(SKU,), (SKU,)]


def broken(_skus: Collection[str]) -> Mapping[str, int]:
    raise RuntimeError("of Odile Martin")


def crooked(_skus: Collection[str]) -> Mapping[str, int]:
    return {SKU: 1.5}  # type: ignore[dict-item]


@pytest.mark.parametrize("stock", [broken, crooked])
def test_a_stock_that_fails_stops_no_one_and_its_words_are_not_kept(tmp_path: Path, stock: Stock) -> None:
    with shop(tmp_path, 0, stock=stock) as here:
        arrive(here, 1)
        assert asked(here) == []
        (told,) = here.store.incidents()
        assert told.kind == "stock_unreadable" and "Odile" not in told.message
