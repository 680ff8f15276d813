"""An order, an action and one of its fields in; what just keeps each limit of it and what just oversteps it out."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from stallkeeper.machine.limits import amount_in
from stallkeeper.machine.requirements import Requirements
from stallkeeper.machine.values import LONGEST_TEXT
from stallkeeper.orders import Lists, Order
from stallkeeper.scenario.generated_fields import values_of
from stallkeeper.spec.channel_spec import FieldSpec

STEP = Decimal("0.01")
OF_NO_TYPE = {"boolean": "perhaps", "whole_number": "1.5", "decimal": "12,50", "date": "29/11/2026"}


WORDS = {
    "type": "has to be",
    "length": "characters;",
    "minimum": "at least",
    "values": "has to be",
    "amount": "at most",
    "units": "at most",
    "lines": "is not a line",
}
"""By kind of limit, what the reason says when it is overstepped, so that no other limit does its work."""


@dataclass(frozen=True)
class Limit:
    """What oversteps it, and what just keeps it (None: no such value is known). `line` is the one that it is about."""

    field: str
    kind: str
    overstepped: Any
    kept: Any = None
    line: str | None = None


def declared(requirements: Requirements) -> set[tuple[str, str]]:
    """The limits that the channel declares for an action: which fields, and what of them."""
    return {(field.name, kind) for field in requirements.fields.values() for kind in kinds_of(field)}


def kinds_of(field: FieldSpec) -> set[str]:
    """What is limited of a field's values, by its declaration."""
    chosen = bool(field.values or field.values_from)
    told_by_the_order = field.name in ("line", "carrier")
    found = {
        "type": field.type in OF_NO_TYPE and not chosen,
        "length": field.type == "text" and not chosen and not told_by_the_order,
        "pattern": field.pattern is not None,
        "minimum": field.minimum is not None,
        "maximum": field.maximum is not None,
        "values": bool(field.values) and not field.free,
        "amount": field.amount is not None and field.amount.at_most is not None,
        "units": field.name == "quantity",
        "lines": field.name == "line",
    }
    return {kind for kind, is_there in found.items() if is_there}


def limits_of(order: Order, requirements: Requirements, field: FieldSpec, lists: Lists) -> Iterator[Limit]:
    """Those that can be overstepped with this order."""
    kinds = kinds_of(field)
    if "type" in kinds:
        yield Limit(field.name, "type", OF_NO_TYPE[field.type])
    if "length" in kinds:
        longest = field.max_length or LONGEST_TEXT
        yield Limit(field.name, "length", "x" * (longest + 1), "x" * longest)
    if "values" in kinds:
        yield Limit(field.name, "values", "something else", next(iter(values_of(field, lists)), None))
    if "lines" in kinds and order.report.lines:
        yield Limit(field.name, "lines", "no line of it", order.report.lines[0].id)
    yield from _of_numbers(order, requirements, field)


def _of_numbers(order: Order, requirements: Requirements, field: FieldSpec) -> Iterator[Limit]:
    whole = field.type == "whole_number"
    if field.minimum is not None:
        least = int(field.minimum) if whole else field.minimum
        yield Limit(field.name, "minimum", least - (1 if whole else STEP), least)
    for line in order.report.lines if "line" in requirements.fields else (None,):
        if field.name == "quantity" and line is not None:
            yield Limit(field.name, "units", line.quantity + 1, line.quantity, line.id)
        most = amount_in(order, line, field.amount.at_most) if field.amount and field.amount.at_most else None
        if most is not None:
            yield Limit(field.name, "amount", most + STEP, most, None if line is None else line.id)
