"""The fields that actions take on most marketplaces, with their types: a channel's own `fields:` win over these."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from types import MappingProxyType

from stallkeeper.spec.channel_spec import FieldSpec

_TEXT = (
    "carrier",
    "carrier_name",
    "custom_carrier",
    "tracking_number",
    "tracking_url",
    "return_tracking_number",
    "return_carrier",
    "shipping_method",
    "refund_reason",
    "refund_mode",
    "reason",
    "comment",
    "line",
)
_FIELDS = (
    *(FieldSpec(name=name, type="text") for name in _TEXT),
    FieldSpec(name="shipping_date", type="date"),
    FieldSpec(name="delivery_date", type="date"),
    FieldSpec(name="refund_price", type="decimal", minimum=Decimal(0)),
    FieldSpec(name="refund_shipping_price", type="decimal", minimum=Decimal(0)),
    FieldSpec(name="refund_shipping_fees", type="boolean"),
    FieldSpec(name="quantity", type="whole_number", minimum=Decimal(1)),
)

STANDARD_FIELDS: Mapping[str, FieldSpec] = MappingProxyType({field.name: field for field in _FIELDS})
"""Every field an action may name without declaring it."""
