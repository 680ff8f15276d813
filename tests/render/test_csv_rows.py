from __future__ import annotations

import csv
import io
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stallkeeper.orders import Address, Parcel
from stallkeeper.render.csv_rows import BUYER_COLUMNS, LINE_COLUMNS, ORDER_COLUMNS, cell, line_csv, order_csv
from tests.machine.arranged import NOON, an_order


def read(lines: list[str]) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO("".join(lines), newline="")))


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1+2", "@SUM(A1)", "\t=1", "\r=1", " =1", "\u00a0=1", "＝1", "\n=1"])
def test_text_that_a_spreadsheet_would_run_is_disarmed(text: str) -> None:
    assert cell(text) == f"'{text}"


def test_numbers_and_plain_text_stay_as_they_are() -> None:
    assert cell(Decimal("-5.00")) == "-5.00"
    assert cell(Decimal("1E+2")) == "100"
    assert (cell(True), cell(-3), cell(None), cell("a=b")) == ("true", "-3", "", "a=b")
    assert cell(NOON) == "2026-11-22T12:00:00Z"
    assert cell(("late", "unforeseen")) == "late unforeseen"


@given(st.text(max_size=12))
def test_no_text_starts_a_formula(text: str) -> None:
    assert not cell(text).lstrip(" \u00a0").startswith(("=", "+", "-", "@", "\t", "\r"))


@given(st.text(alphabet=st.characters(max_codepoint=0x9F), max_size=12))
def test_a_cell_tells_a_terminal_nothing_but_tabs_and_line_ends(text: str) -> None:
    assert all(sign.isprintable() or sign in "\t\n\r\u00a0" for sign in cell(text))


def test_an_order_is_one_line_without_its_buyer() -> None:
    buyer = Address(full_name="=Zoe", city='Lyon, "F"')
    order = an_order(
        "shipped", "SENT", None, None, delivery=buyer, total=Decimal("9.90"), parcels=(Parcel("5", "Fedex", "TRACK-1"),)
    )

    plain, asked = list(order_csv([order])), list(order_csv([order], personal=True))

    assert plain[0] == ",".join(ORDER_COLUMNS) + "\r\n"
    assert "Zoe" not in "".join(plain)
    (row,) = read(plain)
    assert (row["id"], row["total"], row["lines"], row["carrier"]) == ("A-1", "9.90", "2", "5")
    assert "TRACK-1" not in "".join(plain) and "tracking_number" not in row
    (row,) = read(asked)
    assert set(BUYER_COLUMNS) <= row.keys()
    assert (row["carrier"], row["tracking_number"]) == ("5", "TRACK-1")
    assert (row["delivery_full_name"], row["delivery_city"], row["billing_city"]) == ("'=Zoe", 'Lyon, "F"', "")


def test_lines_are_one_row_each() -> None:
    rows = read(list(line_csv([an_order("shipped", "SENT", "SENT", None)])))

    assert list(rows[0]) == list(LINE_COLUMNS)
    assert [(row["order_id"], row["id"], row["native_status"]) for row in rows] == [
        ("A-1", "line-1", "SENT"),
        ("A-1", "line-2", ""),
    ]
