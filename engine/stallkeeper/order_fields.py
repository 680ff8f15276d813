"""The catalogue of an order's fields: what a condition may read as `order.*`, its type, and whether it is personal.

Channels add their own in `order_fields:`; those live in a report's `extras`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

FieldType = Literal["text", "boolean", "whole_number", "decimal", "instant", "date", "list"]


@dataclass(frozen=True, slots=True)
class OrderField:
    """One field of an order: its name, type, one sentence, and its privacy class (P1 to P6; P4 is commercial)."""

    name: str
    type: FieldType
    about: str
    privacy: Literal["P1", "P2", "P3", "P4", "P5", "P6"] = "P4"


_FIELDS = (
    OrderField("id", "text", "The marketplace's own order id.", "P6"),
    OrderField("ordered_at", "instant", "When the buyer ordered."),
    OrderField("modified_at", "instant", "When the marketplace last changed the order."),
    OrderField("currency", "text", "ISO 4217 code of all amounts."),
    OrderField("total", "decimal", "What the buyer pays, shipping included.", "P5"),
    OrderField("shipping", "decimal", "What the buyer pays for shipping.", "P5"),
    OrderField("commission", "decimal", "What the marketplace keeps.", "P5"),
    OrderField("refunded", "decimal", "What has been given back so far.", "P5"),
    OrderField("delivery_mode", "text", "How the buyer chose to have it delivered, in canonical words."),
    OrderField("fulfilled_by_channel", "boolean", "Whether the marketplace ships the order itself."),
    OrderField("fulfilment", "text", "Who fulfils, in the channel's own code."),
    OrderField("has_claim", "boolean", "Whether a claim is open."),
    OrderField("partially_canceled", "boolean", "Whether some lines or units were canceled."),
    OrderField("ship_by", "instant", "When the marketplace wants it shipped at the latest."),
    OrderField("site", "text", "The marketplace's site the order came from."),
    OrderField("tax", "text", "Whether amounts hold tax: included or excluded."),
)

ORDER_FIELDS: Mapping[str, OrderField] = MappingProxyType({field.name: field for field in _FIELDS})
"""Every canonical order field that a condition or a mapping may name."""

PERSONAL_FIELDS: tuple[str, ...] = ("billing", "delivery")
"""Fields of a report that hold personal data: never logged, stored beside the order, erasable."""

TRACKING_FIELDS: tuple[str, ...] = ("tracking_number", "tracking_url")
"""Fields of a parcel by which a carrier knows whom it goes to: erased with the buyer, and handed out with the buyer."""
