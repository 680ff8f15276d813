"""A channel's order fields in, the names of every amount that another may be held against out."""

from __future__ import annotations

from collections.abc import Mapping

from stallkeeper.order_fields import ORDER_FIELDS
from stallkeeper.spec.field_spec import FieldSpec

LINE_AMOUNTS = ("line.total", "line.shipping", "line.unit_price", "line.refunded")


def amounts_of(order_fields: Mapping[str, FieldSpec]) -> tuple[str, ...]:
    """order.total, line.total …: the decimals of an order, the channel's own included, and those of a line."""
    types = {name: str(field.type) for name, field in ORDER_FIELDS.items()}
    types |= {name: field.type for name, field in order_fields.items()}
    return (*(f"order.{name}" for name, kind in types.items() if kind == "decimal"), *LINE_AMOUNTS)
