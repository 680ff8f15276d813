"""Orders go in, lines of CSV come out, for spreadsheets: text that a spreadsheet would run as a formula is disarmed."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import fields
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from stallkeeper.machine.derived_address import DerivedAddress, derived_address
from stallkeeper.machine.wording import value_text
from stallkeeper.order_fields import PERSONAL_FIELDS, TRACKING_FIELDS
from stallkeeper.orders import Address, Order, OrderLine
from stallkeeper.render.json_form import instant

_ABOUT = ("id", "channel", "account", "is_test", "status", "native_status", "status_since")
_REPORTED = (
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
    "tax",
)
_PARCEL = ("carrier", "carrier_name", "shipped_at")
_ADDRESS = tuple(field.name for field in fields(Address))
_LINE = tuple(field.name for field in fields(OrderLine))

ORDER_COLUMNS: tuple[str, ...] = (*_ABOUT, "flags", *_REPORTED, "lines", "parcels", *_PARCEL)
"""One row per order; the parcel's columns are those of the first."""

_DERIVED = tuple(field.name for field in fields(DerivedAddress))

BUYER_COLUMNS: tuple[str, ...] = (
    *TRACKING_FIELDS,
    *(f"{kind}_{name}" for kind in PERSONAL_FIELDS for name in _ADDRESS),
    *(f"{kind}_derived_{name}" for kind in PERSONAL_FIELDS for name in _DERIVED),
)
"""What is added where personal data was asked for: the first parcel's tracking, addresses as they were given, then what
is derived of them.
"""

Row = Sequence[Any]
"""The values of one row, not yet as text."""

LINE_COLUMNS: tuple[str, ...] = ("order_id", "channel", "account", "is_test", "order_status", "currency", *_LINE)
"""One row per order line."""

_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
"""No spreadsheet shows these, a terminal obeys some of them, and some cannot be written at all."""

_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")


def order_rows(orders: Iterable[Order], personal: bool = False) -> Iterator[Row]:
    """The headers, then one row per order. Nothing is held back: orders may be many."""
    yield (*ORDER_COLUMNS, *BUYER_COLUMNS) if personal else ORDER_COLUMNS
    for order in orders:
        yield (*order_row(order), *(_buyer(order) if personal else ()))


def line_rows(orders: Iterable[Order]) -> Iterator[Row]:
    """The headers, then one row per order line."""
    yield LINE_COLUMNS
    for order in orders:
        about = (order.id, order.channel, order.account, order.is_test, order.status, order.report.currency)
        for line in order.report.lines:
            yield (*about, *(getattr(line, name) for name in _LINE))


def order_csv(orders: Iterable[Order], personal: bool = False) -> Iterator[str]:
    """The rows of orders as lines of CSV, each with its line end."""
    return map(csv_line, order_rows(orders, personal))


def line_csv(orders: Iterable[Order]) -> Iterator[str]:
    """The same of their lines."""
    return map(csv_line, line_rows(orders))


def order_row(order: Order) -> tuple[Any, ...]:
    """The values of `ORDER_COLUMNS`, not yet as text."""
    parcel = order.report.parcels[0] if order.report.parcels else None
    return (
        *(getattr(order, name) for name in _ABOUT),
        order.flags,
        *(getattr(order.report, name) for name in _REPORTED),
        len(order.report.lines),
        len(order.report.parcels),
        *(getattr(parcel, name, None) for name in _PARCEL),
    )


def _buyer(order: Order) -> tuple[Any, ...]:
    gone = None if order.erased is None else "(hidden)" if order.erased.restricted else "(erased)"
    parcel = order.report.parcels[0] if order.report.parcels else None
    tracking = (getattr(parcel, name, None) or (parcel and gone) for name in TRACKING_FIELDS)
    given = (getattr(getattr(order.report, kind), name, None) or gone for kind in PERSONAL_FIELDS for name in _ADDRESS)
    derived = (value or gone for kind in PERSONAL_FIELDS for value in _derived(getattr(order.report, kind)))
    return (*tracking, *given, *derived)


def _derived(address: Address | None) -> tuple[str | None, ...]:
    if address is None:
        return (None,) * len(_DERIVED)
    derived = derived_address(address)
    return (derived.street, derived.house_number, "\n".join(derived.label))


def csv_line(values: Sequence[Any]) -> str:
    """One line of CSV (RFC 4180) with its line end."""
    line = io.StringIO()
    csv.writer(line).writerow([cell(value) for value in values])
    return line.getvalue()


def cell(value: Any) -> str:
    """A value as a cell. Numbers stay as they are; text that begins like a formula gets an apostrophe in front."""
    if value is None:
        return ""
    if isinstance(value, (bool, int, Decimal)):
        return value_text(value)
    if isinstance(value, datetime):
        return instant(value)
    if isinstance(value, date):
        return value.isoformat()
    text = shown_text(value)
    return f"'{text}" if looks_like_formula(text) else text


def shown_text(value: Any) -> str:
    """A text, or words in a row, without the signs that no spreadsheet shows."""
    return _CONTROL.sub("\ufffd", " ".join(value) if isinstance(value, tuple) else str(value))


def looks_like_formula(text: str) -> bool:
    """Whether a spreadsheet would run it, or might once blanks in front of it are gone."""
    return text.lstrip().startswith(_FORMULA) or text.startswith(_FORMULA)
