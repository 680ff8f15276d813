"""An Order in, its row of `orders` out; a row with its lines and addresses in, the Order out."""

from __future__ import annotations

from typing import Any

from stallkeeper.orders import Address, Order, OrderKey, OrderLine, OrderReport, Parcel
from stallkeeper.store.cells import (
    amount,
    amount_cell,
    flag_cell,
    instant,
    instant_cell,
    optional_flag,
    optional_instant,
    optional_instant_cell,
    words,
    words_cell,
)
from stallkeeper.store.typed_json import mapping, mapping_cell
from stallkeeper.text.json_codec import decode, encode

KEY_COLUMNS = ("id", "channel", "scope")
STATE_COLUMNS = (
    "account",
    "status",
    "last_known_status",
    "native_status",
    "status_since",
    "first_seen_at",
    "updated_at",
    "flags_json",
    "partially_canceled_since",
)
REPORT_COLUMNS = (
    "reported_id",
    "reported_status",
    "ordered_at",
    "modified_at",
    "currency",
    "total",
    "shipping",
    "commission",
    "refunded",
    "delivery_mode",
    "fulfilled_by_channel",
    "fulfilment",
    "has_claim",
    "partially_canceled",
    "ship_by",
    "site",
    "reported_flags_json",
    "parcels_json",
    "extras_json",
    "drift_json",
)
ORDER_COLUMNS = KEY_COLUMNS + STATE_COLUMNS + REPORT_COLUMNS
"""What `order_cells` writes and `order_from` reads, in this order."""


def key_cells(key: OrderKey) -> tuple[str, str, str]:
    return (key.id, key.channel, key.scope)


def order_cells(order: Order) -> tuple[Any, ...]:
    """The cells of STATE_COLUMNS and REPORT_COLUMNS; the key's are apart, for an update does not write them."""
    report = order.report
    return (
        order.account,
        order.status,
        order.last_known_status,
        order.native_status,
        instant_cell(order.status_since),
        instant_cell(order.first_seen_at),
        instant_cell(order.updated_at),
        words_cell(order.flags),
        optional_instant_cell(order.partially_canceled_since),
        report.id,
        report.native_status,
        optional_instant_cell(report.ordered_at),
        optional_instant_cell(report.modified_at),
        report.currency,
        amount_cell(report.total),
        amount_cell(report.shipping),
        amount_cell(report.commission),
        amount_cell(report.refunded),
        report.delivery_mode,
        int(report.fulfilled_by_channel),
        report.fulfilment,
        flag_cell(report.has_claim),
        flag_cell(report.partially_canceled),
        optional_instant_cell(report.ship_by),
        report.site,
        words_cell(report.flags),
        _parcels_cell(report.parcels),
        mapping_cell(report.extras),
        words_cell(report.drift),
    )


def order_from(
    row: tuple[Any, ...],
    lines: tuple[OrderLine, ...],
    billing: Address | None = None,
    delivery: Address | None = None,
) -> Order:
    """The Order of a row of ORDER_COLUMNS. Without addresses it is fit to be decided about."""
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
        report=_report_from(row[12:], lines, billing, delivery),
    )


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
        lines=lines,
        billing=billing,
        delivery=delivery,
    )


def _parcels_cell(parcels: tuple[Parcel, ...]) -> str | None:
    if not parcels:
        return None
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
