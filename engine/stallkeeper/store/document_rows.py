"""An OrderDocument in, its row of `documents` out; and back."""

from __future__ import annotations

from typing import Any

from stallkeeper.orders import OrderDocument, OrderKey
from stallkeeper.store.cells import instant, instant_cell, optional_instant, optional_instant_cell

DOCUMENT_COLUMNS = (
    "name",
    "part",
    "made_by",
    "state",
    "at",
    "attempts",
    "next_attempt_at",
    "media_type",
    "size",
    "kept",
    "own_number",
    "receipt",
    "error",
    "file_name",
    "error_kind",
    "failing_since",
    "handled",
)


def document_cells(document: OrderDocument) -> tuple[Any, ...]:
    """The cells of DOCUMENT_COLUMNS."""
    return (
        document.name,
        document.part,
        document.made_by,
        document.state,
        instant_cell(document.at),
        document.attempts,
        optional_instant_cell(document.next_attempt_at),
        document.media_type,
        document.size,
        document.kept,
        document.number,
        document.receipt,
        document.error,
        document.file_name,
        document.error_kind,
        optional_instant_cell(document.failing_since),
        document.handled,
    )


def document_from(key: OrderKey, row: tuple[Any, ...]) -> OrderDocument:
    """The document of the order `key`, of a row of DOCUMENT_COLUMNS."""
    return OrderDocument(
        key=key,
        name=row[0],
        part=row[1],
        made_by=row[2],
        state=row[3],
        at=instant(row[4]),
        attempts=row[5],
        next_attempt_at=optional_instant(row[6]),
        media_type=row[7],
        size=row[8],
        kept=row[9],
        number=row[10],
        receipt=row[11],
        error=row[12],
        file_name=row[13],
        error_kind=row[14],
        failing_since=optional_instant(row[15]),
        handled=bool(row[16]),
    )
