"""Events in, the columns of `history` out; a row in, the event out."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from stallkeeper.orders import Event, OrderKey
from stallkeeper.store.cells import instant
from stallkeeper.store.columns import Cells, as_instant, as_it_is, as_mapping, cells_of
from stallkeeper.store.typed_json import mapping

EVENT = {
    "at": as_instant("at"),
    "kind": as_it_is("kind"),
    "who": as_it_is("who"),
    "from_status": as_it_is("from_status"),
    "to_status": as_it_is("to_status"),
    "native_status": as_it_is("native_status"),
    "submission": as_it_is("submission"),
    "details_json": as_mapping("details"),
}
"""Columns of an Event, and what `event_from` reads, in this order."""


def event_cells(numbers: Sequence[int], events: Sequence[Event]) -> dict[str, Cells]:
    """The columns of `history`; `numbers` are those of the events' orders."""
    return {"order_number": numbers, **cells_of(EVENT, events)}


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
