"""An Event in, its row of `history` out; and back."""

from __future__ import annotations

from typing import Any

from stallkeeper.orders import Event, OrderKey
from stallkeeper.store.cells import instant, instant_cell
from stallkeeper.store.typed_json import mapping, mapping_cell

EVENT_COLUMNS = (
    "at",
    "kind",
    "who",
    "from_status",
    "to_status",
    "native_status",
    "submission",
    "details_json",
)


def event_cells(order_number: int, event: Event) -> tuple[Any, ...]:
    """The order's number, then EVENT_COLUMNS."""
    return (
        order_number,
        instant_cell(event.at),
        event.kind,
        event.who,
        event.from_status,
        event.to_status,
        event.native_status,
        event.submission,
        mapping_cell(event.details),
    )


def event_from(key: OrderKey, row: tuple[Any, ...]) -> Event:
    return Event(
        at=instant(row[0]),
        key=key,
        kind=row[1],
        who=row[2],
        from_status=row[3],
        to_status=row[4],
        native_status=row[5],
        submission=row[6],
        details=mapping(row[7]),
    )
