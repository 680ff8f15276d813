"""What a channel said of one order at one time."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any

from stallkeeper.orders.address import Address
from stallkeeper.orders.line import OrderLine
from stallkeeper.orders.parcel import Parcel


@dataclass(frozen=True, slots=True)
class OrderReport:
    """One order as a channel reports it, in our fields, before anything is decided about it.

    Times are aware and in UTC; amounts are exact decimals in `currency`. An address that is None was *not given yet*;
    an Address with empty fields was given empty. `extras` holds the channel's own `order_fields`, typed. `drift` names
    the paths of the payload whose value had another type than the binding expects (the field is then None).
    """

    id: str
    native_status: str
    ordered_at: datetime | None = None
    modified_at: datetime | None = None
    currency: str | None = None
    total: Decimal | None = None
    shipping: Decimal | None = None
    commission: Decimal | None = None
    refunded: Decimal | None = None
    lines: tuple[OrderLine, ...] = ()
    parcels: tuple[Parcel, ...] = ()
    billing: Address | None = field(default=None, repr=False)
    delivery: Address | None = field(default=None, repr=False)
    delivery_mode: str | None = None
    fulfilled_by_channel: bool = False
    fulfilment: str | None = None
    """Who fulfils, in the channel's own word (a code such as a logistics mode), where it gives one."""
    has_claim: bool | None = None
    partially_canceled: bool | None = None
    ship_by: datetime | None = None
    site: str | None = None
    tax: str | None = None
    """Whether amounts hold tax: included or excluded; None where the channel leaves it open."""
    flags: tuple[str, ...] = ()
    extras: Mapping[str, Any] = field(default_factory=dict)
    drift: tuple[str, ...] = ()
