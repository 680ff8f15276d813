"""The catalogue of fields given with an action that every channel may name without declaring them.

A channel declares in `fields:` what is its own, or narrower than here (a list of values, a length).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from types import MappingProxyType
from typing import Literal

ActionFieldType = Literal["text", "boolean", "whole_number", "decimal", "date"]


@dataclass(frozen=True, slots=True)
class ActionField:
    """One standard field of an action: its name, its type, and one sentence. Amounts are in the order's currency."""

    name: str
    type: ActionFieldType
    about: str
    minimum: Decimal | None = None


_FIELDS = (
    ActionField(
        "carrier", "text", "Who transports the parcel, by the channel's own code, or by name where it takes names."
    ),
    ActionField("carrier_name", "text", "The carrier's name where it is not on the channel's list."),
    ActionField("custom_carrier", "text", "The seller's own carrier, where the channel has a field for it."),
    ActionField("tracking_number", "text", "The parcel's number at the carrier."),
    ActionField("tracking_url", "text", "The page on which the buyer can follow the parcel."),
    ActionField("return_tracking_number", "text", "The number of the parcel that comes back."),
    ActionField("return_carrier", "text", "Who transports the parcel that comes back."),
    ActionField("shipping_method", "text", "The carrier's service, as the channel names it."),
    ActionField("shipping_date", "date", "The day on which the parcel left."),
    ActionField("delivery_date", "date", "The day on which the parcel arrives."),
    ActionField("refund_reason", "text", "Why money is given back."),
    ActionField("refund_price", "decimal", "How much of the goods' price is given back.", Decimal(0)),
    ActionField("refund_shipping_price", "decimal", "How much of the shipping price is given back.", Decimal(0)),
    ActionField("refund_shipping_fees", "boolean", "Whether the shipping price is given back."),
    ActionField("refund_mode", "text", "In which way money is given back, in the channel's word."),
    ActionField("reason", "text", "Why the action is done, in the channel's word or the seller's."),
    ActionField("quantity", "whole_number", "How many units of the line it is about.", Decimal(1)),
    ActionField("comment", "text", "What the seller adds in their own words."),
    ActionField("line", "text", "The order line it is about; without one it is about the whole order."),
)

ACTION_FIELDS: Mapping[str, ActionField] = MappingProxyType({field.name: field for field in _FIELDS})
"""Every standard field by name."""
