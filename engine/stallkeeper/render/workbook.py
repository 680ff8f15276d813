"""Rows go in, an XLSX workbook comes out: numbers and times as such, text never as a formula. The only importer of
xlsxwriter.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any, BinaryIO

from stallkeeper.render.csv_rows import Row, looks_like_formula, shown_text
from stallkeeper.render.json_form import instant

if TYPE_CHECKING:
    from xlsxwriter.format import Format
    from xlsxwriter.workbook import Workbook
    from xlsxwriter.worksheet import Worksheet

ROWS_OF_A_SHEET = 1_048_576
"""As many as a sheet has; what is more goes on to a further one, under the same headers."""

LONGEST_TEXT = 32_767
_EXACT_DIGITS = 15
_FIRST_YEAR = 1900
_AS_IT_IS = {
    "constant_memory": True,
    "in_memory": False,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}


def write_workbook(rows: Iterable[Row], file: BinaryIO, scratch: str, most: int = ROWS_OF_A_SHEET) -> int:
    """Write the rows, the headers first, and say how many there were beside them.

    Rows are written as they come. `scratch` is a folder of the caller's own for what is not in its place yet. Raises
    OSError where the disk is full.
    """
    from xlsxwriter.exceptions import FileCreateError
    from xlsxwriter.workbook import Workbook

    try:
        with Workbook(file, {**_AS_IT_IS, "tmpdir": scratch}) as workbook:
            return _CellPen(workbook).sheets(iter(rows), most)
    except FileCreateError as error:
        raise OSError(str(error)) from error


class _CellPen:
    """Writes values into cells, each with the format that shows it as it is."""

    def __init__(self, workbook: Workbook) -> None:
        self._workbook = workbook
        self._bold = workbook.add_format({"bold": True})
        self._quoted = workbook.add_format({"quote_prefix": True})
        self._time = workbook.add_format({"num_format": "yyyy-mm-dd hh:mm:ss"})
        self._day = workbook.add_format({"num_format": "yyyy-mm-dd"})
        self._places: dict[int, Format] = {}

    def sheets(self, rows: Iterator[Row], most: int) -> int:
        """All rows, on as many sheets as they need."""
        headers = next(rows)
        sheet, at, count = self.sheet(headers), 1, 0
        for row in rows:
            if at == most:
                sheet, at = self.sheet(headers), 1
            self.row(sheet, at, row)
            at, count = at + 1, count + 1
        return count

    def sheet(self, headers: Row) -> Worksheet:
        """A new sheet under its headers, which stay in sight."""
        sheet = self._workbook.add_worksheet()
        sheet.freeze_panes(1, 0)
        for column, header in enumerate(headers):
            sheet.write_string(0, column, header, self._bold)
        return sheet

    def row(self, sheet: Worksheet, at: int, values: Row) -> None:
        for column, value in enumerate(values):
            if value is not None:
                self._cell(sheet, at, column, value)

    def _cell(self, sheet: Worksheet, row: int, column: int, value: Any) -> None:
        if isinstance(value, bool):
            sheet.write_boolean(row, column, value)
        elif isinstance(value, (int, Decimal)) and _is_exact(value):
            sheet.write_number(row, column, float(value), self._number_format(value))
        elif isinstance(value, date) and value.year > _FIRST_YEAR:
            is_time = isinstance(value, datetime)
            in_utc = value.astimezone(UTC).replace(tzinfo=None) if isinstance(value, datetime) else value
            sheet.write_datetime(row, column, in_utc, self._time if is_time else self._day)
        else:
            self._text(sheet, row, column, value)

    def _text(self, sheet: Worksheet, row: int, column: int, value: Any) -> None:
        text = shown_text(_text_of(value))
        cut = text if len(text) <= LONGEST_TEXT else f"{text[: LONGEST_TEXT - 1]}…"
        sheet.write_string(row, column, cut, self._quoted if looks_like_formula(cut) else None)

    def _number_format(self, value: int | Decimal) -> Format | None:
        """As many places as were reported: 12.50 stays 12.50."""
        exponent = value.as_tuple().exponent if isinstance(value, Decimal) else 0
        places = -exponent if isinstance(exponent, int) else 0
        if places <= 0:
            return None
        if places not in self._places:
            self._places[places] = self._workbook.add_format({"num_format": f"0.{'0' * places}"})
        return self._places[places]


def _text_of(value: Any) -> Any:
    if isinstance(value, datetime):
        return instant(value)
    return value.isoformat() if isinstance(value, date) else value


def _is_exact(value: int | Decimal) -> bool:
    """Whether a spreadsheet's number holds all of it; what is longer stays a text."""
    number = Decimal(value)
    return (
        number.is_finite()
        and len(number.normalize().as_tuple().digits) <= _EXACT_DIGITS
        and abs(number.adjusted()) < _EXACT_DIGITS
    )
