"""The conformed data of a field's declaration in, its typed FieldSpec out."""

from __future__ import annotations

from decimal import Decimal
from types import MappingProxyType
from typing import Any, cast

from stallkeeper.spec.build_conditions import literal
from stallkeeper.spec.field_spec import Amount, FieldSpec
from stallkeeper.spec.part import Part


def build_field(name: str, part: Part) -> FieldSpec:
    """A declared field; its values and default are typed as it says."""
    kind = part.text("type", "text")
    labels = {word: str(label.value) for word, label in part.at("labels").members() if label.value is not None}
    return FieldSpec(
        name=name,
        type=cast(Any, kind),
        values=tuple(literal(item.value, kind) for item in part.at("values").items()),
        minimum=_decimal(part.at("minimum").value),
        maximum=_decimal(part.at("maximum").value),
        max_length=part.at("max_length").value,
        pattern=part.optional_text("pattern"),
        default=literal(part.at("default").value, kind),
        place=part.place,
        labels=MappingProxyType(labels),
        values_from=part.optional_text("values_from"),
        free=bool(part.at("free").value),
        amount=_amount(part.at("amount")) if "amount" in part else None,
    )


def _amount(part: Part) -> Amount:
    return Amount(
        tax=cast(Any, part.optional_text("tax")),
        at_most=part.optional_text("at_most"),
        when_empty=part.optional_text("when_empty"),
    )


def _decimal(value: Any) -> Decimal | None:
    return None if value is None else Decimal(value)
