"""Orders' lines in, the columns of `lines` out; a row in, the line out."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from stallkeeper.orders import OrderLine
from stallkeeper.store.cells import amount, words
from stallkeeper.store.columns import Cells, as_amount, as_it_is, as_words, cells_of

LINE = {
    "id": as_it_is("id"),
    "sku": as_it_is("sku"),
    "title": as_it_is("title"),
    "quantity": as_it_is("quantity"),
    "unit_price": as_amount("unit_price"),
    "total": as_amount("total"),
    "shipping": as_amount("shipping"),
    "tax_rate": as_amount("tax_rate"),
    "refunded": as_amount("refunded"),
    "native_status": as_it_is("native_status"),
    "status": as_it_is("status"),
    "flags_json": as_words("flags"),
    "product_id": as_it_is("product_id"),
    "ean": as_it_is("ean"),
    "condition": as_it_is("condition"),
    "shipped": as_it_is("shipped"),
}
"""Columns of an OrderLine, and what `line_from` reads, in this order."""


def line_cells(numbers: Sequence[int], several: Sequence[tuple[OrderLine, ...]]) -> dict[str, Cells]:
    """The columns of `lines`: for each of the orders `numbers` its lines, in their order."""
    return {
        "order_number": [number for number, lines in zip(numbers, several, strict=True) for _ in lines],
        "position": [position for lines in several for position in range(len(lines))],
        **cells_of(LINE, [line for lines in several for line in lines]),
    }


def line_from(row: tuple[Any, ...]) -> OrderLine:
    """The line of a row of LINE's columns."""
    return OrderLine(
        id=row[0],
        sku=row[1],
        title=row[2],
        quantity=row[3],
        unit_price=amount(row[4]),
        total=amount(row[5]),
        shipping=amount(row[6]),
        tax_rate=amount(row[7]),
        refunded=amount(row[8]),
        native_status=row[9],
        status=row[10],
        flags=words(row[11]),
        product_id=row[12],
        ean=row[13],
        condition=row[14],
        shipped=row[15],
    )
