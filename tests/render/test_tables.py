from __future__ import annotations

from decimal import Decimal

from stallkeeper.render.tables import Table, counts_table, orders_table, text_table
from tests.machine.arranged import an_order


def test_columns_are_aligned_and_numbers_to_the_right() -> None:
    table = Table(("name", "units", "note"), (("a", "1", ""), ("long name", "12", "x")), frozenset({1}))

    assert text_table(table) == "name       units  note\na              1\nlong name     12  x"


def test_wide_characters_take_two_columns_and_control_characters_are_shown() -> None:
    table = Table(("a", "b"), (("日本", "x"), ("q", "\x1b[31mred")))

    assert text_table(table) == "a     b\n日本  x\nq     \ufffd[31mred"


def test_orders_are_listed_without_personal_data() -> None:
    order = an_order(
        None,
        "ODD",
        total=Decimal(12),
        fulfilled_by_channel=True,
        flags=("late",),
        delivery=None,
        last_known_status=None,
    )

    (row,) = orders_table([order]).rows
    assert row == (
        *("A-1", "sample", "account", "unknown", "ODD", "2026-11-22 12:00"),
        *("12.00 EUR", "late"),
    )


def test_counts_stand_by_channel_and_status_with_totals() -> None:
    counts = {("two", "shipped"): 3, ("one", "shipped"): 1, ("one", "new"): 4, ("two", None): 2}

    assert text_table(counts_table(counts)) == (
        "status   one  two  total\n"
        "new        4           4\n"
        "shipped    1    3      4\n"
        "unknown         2      2\n"
        "total      5    5     10"
    )


def test_no_orders_are_a_table_of_nothing() -> None:
    assert text_table(counts_table({})) == "status  total\ntotal"
