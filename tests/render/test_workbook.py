"""A workbook is read back as a spreadsheet would: what is in a cell is what was reported, and no cell runs."""

from __future__ import annotations

import io
import tracemalloc
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl.cell.cell import Cell
from openpyxl.workbook import Workbook

from stallkeeper.render.csv_rows import ORDER_COLUMNS, order_rows, shown_text
from stallkeeper.render.workbook import LONGEST_TEXT, write_workbook
from tests.machine.arranged import an_order


@pytest.fixture(scope="module")
def scratch(tmp_path_factory: pytest.TempPathFactory) -> str:
    return str(tmp_path_factory.mktemp("scratch"))


def book(rows: Iterable[Any], scratch: str, **more: int) -> Workbook:
    file = io.BytesIO()
    write_workbook(rows, file, scratch, **more)
    return openpyxl.load_workbook(file)


def cell_of(value: Any, scratch: str) -> Cell:
    """The only cell under the only header."""
    return book([("value",), (value,)], scratch).worksheets[0]["A2"]


@given(st.text(max_size=12) | st.text(alphabet="=+-@\t\r\n \u00a0＝＋－＠'1A(", min_size=1, max_size=6))
def test_no_text_is_a_formula_and_none_becomes_one_when_somebody_edits_it(scratch: str, text: str) -> None:
    cell = cell_of(text, scratch)
    assert cell.data_type in ("s", "inlineStr", "n") and (cell.value is None or isinstance(cell.value, str))
    if shown_text(text).strip().startswith(("=", "+", "-", "@")):
        assert cell.quotePrefix


def test_a_text_that_looks_like_a_number_or_a_link_stays_a_text(scratch: str) -> None:
    for text in ("00420", "1E5", "https://x.example/?a=1", "mailto:a@x.example"):
        cell = cell_of(text, scratch)
        assert (cell.value, cell.data_type, cell.hyperlink) == (text, "s", None)


@given(
    st.integers(-(10**14), 10**14) | st.decimals(allow_nan=False, allow_infinity=False, places=2, min_value=-(10**11))
)
def test_a_number_is_a_number_with_all_its_digits_or_else_a_text(scratch: str, number: int | Decimal) -> None:
    cell = cell_of(number, scratch)
    assert Decimal(str(cell.value)) == number
    assert cell.data_type == "n" or len(Decimal(number).normalize().as_tuple().digits) > 15


def test_an_amount_keeps_its_places(scratch: str) -> None:
    cell = cell_of(Decimal("12.50"), scratch)
    assert (cell.value, cell.number_format) == (12.5, "0.00")


def test_times_are_times_in_utc_and_days_are_days(scratch: str) -> None:
    at = datetime(2026, 11, 22, 13, 30, tzinfo=timezone(timedelta(hours=1)))
    assert cell_of(at, scratch).value == datetime(2026, 11, 22, 12, 30)  # noqa: DTZ001  # a workbook knows no zones
    assert cell_of(date(2026, 11, 22), scratch).number_format == "yyyy-mm-dd"
    assert cell_of(datetime(1, 1, 1, tzinfo=UTC), scratch).value == "0001-01-01T00:00:00Z"


def test_a_text_that_no_cell_holds_is_cut_where_it_shows(scratch: str) -> None:
    value = str(cell_of("x" * 40_000, scratch).value)
    assert (len(value), value[-1]) == (LONGEST_TEXT, "…")


def test_signs_that_no_workbook_can_hold_are_shown_as_such(scratch: str) -> None:
    assert cell_of("a\x00b\ufffec\ud800d", scratch).value == "a\ufffdb\ufffdc\ufffdd"


def test_more_rows_than_a_sheet_has_go_on_to_the_next_under_the_same_headers(scratch: str) -> None:
    sheets = book([("n",), *((n,) for n in range(7))], scratch, most=4).worksheets
    assert [[row[0].value for row in sheet.rows] for sheet in sheets] == [["n", 0, 1, 2], ["n", 3, 4, 5], ["n", 6]]


def test_an_order_has_the_columns_of_its_csv(scratch: str) -> None:
    sheet = book(order_rows([an_order("shipped", "SENT", total=Decimal("9.90"))]), scratch).worksheets[0]
    headers = [cell.value for cell in sheet[1]]
    assert headers == list(ORDER_COLUMNS)
    assert sheet[2][headers.index("total")].value == 9.9


def test_nothing_stays_in_scratch_and_memory_does_not_grow_with_the_rows(tmp_path: Path) -> None:
    def rows(count: int) -> Iterator[tuple[Any, ...]]:
        yield ("order", "total")
        for number in range(count):
            yield (f"order-{number}", Decimal(number) / 100)

    def peak(count: int) -> int:
        tracemalloc.start()
        with (tmp_path / f"{count}.xlsx").open("wb") as file:
            write_workbook(rows(count), file, str(scratch))
        _, most = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        return most

    (scratch := tmp_path / "scratch").mkdir()
    peak(10)
    few, many = peak(500), peak(10_000)
    assert many - few < 200_000
    assert not list(scratch.iterdir())
