"""Conditions in; values with which they hold, or one of them does not, out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from stallkeeper.machine.requirements import field_of
from stallkeeper.order_fields import ORDER_FIELDS
from stallkeeper.spec.channel_spec import ChannelSpec
from stallkeeper.spec.conditions import Condition

NATIVE = "native.status"


@dataclass(frozen=True, slots=True)
class Context:
    """What an order and an action have to be like: order fields, fields given, and the native word (None: any)."""

    order: Mapping[str, Any] = field(default_factory=dict)
    given: Mapping[str, Any] = field(default_factory=dict)
    native: str | None = None
    without: frozenset[str] = frozenset()
    """Fields that must not be given."""

    def and_also(self, other: Context) -> Context:
        """Both; where they differ, the other."""
        return Context(
            {**self.order, **other.order},
            {**self.given, **other.given},
            other.native or self.native,
            self.without | other.without,
        )


def holding(spec: ChannelSpec, conditions: Iterable[Condition]) -> Context:
    """A context in which all of them hold."""
    found = Context()
    for condition in conditions:
        found = found.and_also(_placed(condition, _value(spec, condition, True)))
    return found


def failing(spec: ChannelSpec, conditions: Iterable[Condition]) -> Context:
    """A context in which the first does not hold, and the others do."""
    first, *others = conditions
    return holding(spec, others).and_also(_placed(first, _value(spec, first, False)))


def _placed(condition: Condition, value: Any) -> Context:
    name = condition.name
    if name == NATIVE:
        return Context(native=value)
    if name.startswith("order."):
        return Context(order={} if value is None else {name.removeprefix("order."): value})
    return Context(given={} if value is None else {name: value}, without=frozenset({name} if value is None else ()))


def _value(spec: ChannelSpec, condition: Condition, holds: bool) -> Any:
    """A value with which the condition holds or does not; None: nothing is given."""
    wanted = condition.value if isinstance(condition.value, tuple) else (condition.value,)
    match condition.operator:
        case "given":
            return _other(spec, condition.name, ()) if bool(condition.value) is holds else None
        case "above":
            return condition.value + 1 if holds else condition.value
        case "below":
            return condition.value - 1 if holds else condition.value
        case "not":
            return _other(spec, condition.name, wanted) if holds else wanted[0]
        case _:
            return wanted[0] if holds else _other(spec, condition.name, wanted)


def _other(spec: ChannelSpec, name: str, unwanted: tuple[Any, ...]) -> Any:
    """A value of the thing that is none of the unwanted ones; None where none can be thought of."""
    return next((value for value in _candidates(spec, name) if value not in unwanted), None)


def _candidates(spec: ChannelSpec, name: str) -> tuple[Any, ...]:
    if name == NATIVE:
        return tuple(spec.status_of_native())
    if name == "carrier" and spec.carriers is not None:
        return (*(carrier.code for carrier in spec.carriers.known), "A carrier")
    bare = name.removeprefix("order.")
    declared = spec.order_fields.get(bare) if name.startswith("order.") else field_of(spec, name)
    if declared is not None and declared.values:
        return tuple(declared.values)
    kind = declared.type if declared is not None else ORDER_FIELDS[bare].type if bare in ORDER_FIELDS else "text"
    return _OF_TYPE.get(kind, ("another", "1"))


_OF_TYPE: Mapping[str, tuple[Any, ...]] = {
    "boolean": (True, False),
    "whole_number": (1, 2, 3),
    "decimal": (Decimal(1), Decimal(2), Decimal(3)),
    "text": ("another", "yet another", "1"),
}
