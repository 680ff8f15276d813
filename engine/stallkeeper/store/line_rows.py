"""An order's lines in, their rows of `lines` out; and back."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from stallkeeper.orders import OrderLine
from stallkeeper.store.cells import amount, amount_cell, words, words_cell

LINE_COLUMNS = (
    "id",
    "sku",
    "title",
    "quantity",
    "unit_price",
    "total",
    "shipping",
    "tax_rate",
    "refunded",
    "native_status",
    "status",
    "flags_json",
    "product_id",
    "ean",
    "condition",
)


def line_cells(order_number: int, lines: tuple[OrderLine, ...]) -> Iterator[tuple[Any, ...]]:
    """One row per line: the order's number, the line's position, then LINE_COLUMNS."""
    for position, line in enumerate(lines):
        yield (
            order_number,
            position,
            line.id,
            line.sku,
            line.title,
            line.quantity,
            amount_cell(line.unit_price),
            amount_cell(line.total),
            amount_cell(line.shipping),
            amount_cell(line.tax_rate),
            amount_cell(line.refunded),
            line.native_status,
            line.status,
            words_cell(line.flags),
            line.product_id,
            line.ean,
            line.condition,
        )


def line_from(row: tuple[Any, ...]) -> OrderLine:
    """The line of a row of LINE_COLUMNS."""
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
    )
