from __future__ import annotations

import sqlite3
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from stallkeeper.orders import Order, OrderLine, OrderReport
from stallkeeper.store import Store
from stallkeeper.store.columns import as_amount, as_flag, as_it_is, as_words, cells_of, insertions
from tests.store.samples import NOW, page_of, write_of
from tests.store.test_order_rows import ORDERS, fresh, written_out

COLUMNS = {
    "sku": as_it_is("sku"),
    "price": as_amount("unit_price"),
    "flags": as_words("flags"),
    "title": as_it_is("title"),
}


def test_a_column_that_no_row_fills_stays_out_of_the_statement() -> None:
    lines = [OrderLine("1", "LAMP"), OrderLine("2", "RUG", unit_price=Decimal("1.50"))]
    ((statement, rows),) = insertions("lines", cells_of(COLUMNS, lines), 999)
    assert statement == "INSERT INTO lines (sku, price) VALUES (?, ?)"
    assert list(rows) == [("LAMP", None), ("RUG", "1.50")]


def test_what_only_the_last_row_has_is_said_for_all() -> None:
    lines = [OrderLine("1", "LAMP"), OrderLine("2", "RUG"), OrderLine("3", "TRAY", title="Tray", flags=("late",))]
    ((_, rows),) = insertions("lines", cells_of(COLUMNS, lines), 999)
    assert list(rows) == [("LAMP", None, None), ("RUG", None, None), ("TRAY", '["late"]', "Tray")]


def test_a_no_is_not_nothing() -> None:
    reports = [OrderReport("1", "PENDING", has_claim=False), OrderReport("2", "PENDING")]
    ((_, rows),) = insertions("orders", cells_of({"claim": as_flag("has_claim")}, reports), 999)
    assert list(rows) == [(0,), (None,)]


@pytest.mark.parametrize("count", [0, 1, 99, 100, 101, 250])
@pytest.mark.parametrize("most_values", [999, 32766])
def test_every_row_is_added_once_and_no_statement_is_given_too_much(count: int, most_values: int) -> None:
    columns = {f"c{at}": [f"{row} {at}" for row in range(count)] for at in range(12)}
    connection = sqlite3.connect(":memory:")
    connection.setlimit(sqlite3.SQLITE_LIMIT_VARIABLE_NUMBER, most_values)
    connection.execute(f"CREATE TABLE kept ({', '.join(columns)})")
    for statement, values in insertions("kept", columns, most_values):
        connection.executemany(statement, values)
    assert connection.execute("SELECT * FROM kept").fetchall() == list(zip(*columns.values(), strict=True))


@settings(suppress_health_check=[HealthCheck.too_slow])  # whole orders, on a machine with much else to do
@given(st.lists(ORDERS, min_size=2, max_size=4))
def test_orders_stored_in_one_page_come_back_each_as_it_was(several: list[Order]) -> None:
    orders = [fresh(order) for order in several]
    with Store.open(":memory:", now=NOW) as store:
        store.write_page(page_of(*(write_of(order, events=()) for order in orders)))
        assert [written_out(store.order(order.key)) for order in orders] == [written_out(order) for order in orders]
