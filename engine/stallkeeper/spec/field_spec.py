"""What a field takes: the typed, frozen form of a declaration under `fields:` or `order_fields:`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from types import MappingProxyType
from typing import Any, Literal

from stallkeeper.problems import Place

_NO_LABELS: Mapping[str, str] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Amount:
    """What an amount of money is: whether it holds tax, what it may not exceed, and what it means to leave it empty.

    `at_most` is an amount of the order or of the line that is named with the action: order.total, line.shipping.
    """

    tax: Literal["included", "excluded"] | None = None
    at_most: str | None = None
    when_empty: str | None = None


@dataclass(frozen=True, slots=True)
class FieldSpec:
    """The type of a field: one given with an action, or a channel's own order field.

    `values` are the only ones it takes, unless `free`; `labels` say what they mean, by the value as an author writes
    it. `values_from` names a list that the channel gives: while it is known, it stands for `values`.
    """

    name: str
    type: Literal["text", "boolean", "whole_number", "decimal", "date"]
    values: tuple[Any, ...] = ()
    minimum: Decimal | None = None
    maximum: Decimal | None = None
    max_length: int | None = None
    pattern: str | None = None
    default: Any = None
    place: Place | None = None
    labels: Mapping[str, str] = field(default_factory=lambda: _NO_LABELS)
    values_from: str | None = None
    free: bool = False
    amount: Amount | None = None

    @property
    def closed_values(self) -> tuple[Any, ...]:
        """The only values it can ever have; empty where it may have others too."""
        return () if self.free or self.values_from is not None else self.values
