"""Orders in, the columns of `orders` out; a row with its lines and addresses in, the Order out."""

from __future__ import annotations

from collections.abc import Sequence
from operator import attrgetter
from typing import Any

from stallkeeper.orders import Address, Erasure, Order, OrderKey, OrderLine, OrderReport, Parcel
from stallkeeper.store.cells import amount, instant, optional_flag, optional_instant, optional_instant_cell, words
from stallkeeper.store.columns import (
    Cells,
    Column,
    as_amount,
    as_flag,
    as_instant,
    as_it_is,
    as_mapping,
    as_words,
    cells_of,
)
from stallkeeper.store.typed_json import mapping
from stallkeeper.store.without_buyer import without_buyer
from stallkeeper.text.json_codec import decode, encode
from stallkeeper.words import LATE

KEY = {name: as_it_is(name) for name in ("id", "channel", "scope")}
"""Columns of an OrderKey."""

STATE = {
    "account": as_it_is("account"),
    "status": as_it_is("status"),
    "last_known_status": as_it_is("last_known_status"),
    "native_status": as_it_is("native_status"),
    "status_since": as_instant("status_since"),
    "first_seen_at": as_instant("first_seen_at"),
    "updated_at": as_instant("updated_at"),
    "flags_json": as_words("flags"),
    "partially_canceled_since": as_instant("partially_canceled_since"),
}
"""Columns of an Order."""

SEARCHED = {"late": Column(attrgetter("flags"), lambda several: [1 if LATE in flags else None for flags in several])}
"""What an order's other columns say once more, for the index of orders."""

REPORT = {
    "reported_id": as_it_is("id"),
    "reported_status": as_it_is("native_status"),
    "ordered_at": as_instant("ordered_at"),
    "modified_at": as_instant("modified_at"),
    "currency": as_it_is("currency"),
    "total": as_amount("total"),
    "shipping": as_amount("shipping"),
    "commission": as_amount("commission"),
    "refunded": as_amount("refunded"),
    "delivery_mode": as_it_is("delivery_mode"),
    "fulfilled_by_channel": as_flag("fulfilled_by_channel"),
    "fulfilment": as_it_is("fulfilment"),
    "has_claim": as_flag("has_claim"),
    "partially_canceled": as_flag("partially_canceled"),
    "ship_by": as_instant("ship_by"),
    "site": as_it_is("site"),
    "reported_flags_json": as_words("flags"),
    "parcels_json": Column(
        attrgetter("parcels"), lambda several: [_parcels_cell(one) if one else None for one in several]
    ),
    "extras_json": as_mapping("extras"),
    "drift_json": as_words("drift"),
    "tax": as_it_is("tax"),
}
"""Columns of an OrderReport; its lines and its addresses are in tables of their own."""

ERASED = ("erased_at", "erased_under", "restricted")
"""Columns of an Erasure. Only erasing writes them."""

ORDER_COLUMNS = (*KEY, *STATE, *REPORT, *ERASED)
"""What `order_from` reads, in this order."""


def key_cells(key: OrderKey) -> tuple[str, str, str]:
    return (key.id, key.channel, key.scope)


def state_cells(orders: Sequence[Order]) -> dict[str, Cells]:
    """The columns of STATE, SEARCHED and REPORT; the key's are apart, for an update does not write them."""
    return {
        **cells_of(STATE, orders),
        **cells_of(SEARCHED, orders),
        **cells_of(REPORT, [order.report for order in orders]),
    }


def order_from(
    row: tuple[Any, ...],
    lines: tuple[OrderLine, ...],
    billing: Address | None = None,
    delivery: Address | None = None,
    *,
    unhidden: bool = False,
) -> Order:
    """The Order of a row of ORDER_COLUMNS. Without addresses it is fit to be decided about.

    Of one whose buyer's data is restricted nothing personal is told, though it is kept; unless `unhidden`.
    """
    erased = _erasure_from(row[-3:])
    report = _report_from(row[12:-3], lines, billing, delivery)
    return Order(
        key=OrderKey(scope=row[2], channel=row[1], id=row[0]),
        account=row[3],
        status=row[4],
        last_known_status=row[5],
        native_status=row[6],
        status_since=instant(row[7]),
        first_seen_at=instant(row[8]),
        updated_at=instant(row[9]),
        flags=words(row[10]),
        partially_canceled_since=optional_instant(row[11]),
        report=without_buyer(report) if erased is not None and erased.restricted and not unhidden else report,
        erased=erased,
    )


def _erasure_from(row: tuple[Any, ...]) -> Erasure | None:
    return None if row[0] is None else Erasure(instant(row[0]), row[1], bool(row[2]))


def _report_from(
    row: tuple[Any, ...], lines: tuple[OrderLine, ...], billing: Address | None, delivery: Address | None
) -> OrderReport:
    return OrderReport(
        id=row[0],
        native_status=row[1],
        ordered_at=optional_instant(row[2]),
        modified_at=optional_instant(row[3]),
        currency=row[4],
        total=amount(row[5]),
        shipping=amount(row[6]),
        commission=amount(row[7]),
        refunded=amount(row[8]),
        delivery_mode=row[9],
        fulfilled_by_channel=bool(row[10]),
        fulfilment=row[11],
        has_claim=optional_flag(row[12]),
        partially_canceled=optional_flag(row[13]),
        ship_by=optional_instant(row[14]),
        site=row[15],
        flags=words(row[16]),
        parcels=_parcels_from(row[17]),
        extras=mapping(row[18]),
        drift=words(row[19]),
        tax=row[20],
        lines=lines,
        billing=billing,
        delivery=delivery,
    )


def _parcels_cell(parcels: tuple[Parcel, ...]) -> str:
    return encode(
        [
            (p.carrier, p.carrier_name, p.tracking_number, p.tracking_url, optional_instant_cell(p.shipped_at))
            for p in parcels
        ]
    ).decode()


def _parcels_from(cell: str | None) -> tuple[Parcel, ...]:
    if not cell:
        return ()
    return tuple(Parcel(row[0], row[1], row[2], row[3], optional_instant(row[4])) for row in decode(cell.encode()))
