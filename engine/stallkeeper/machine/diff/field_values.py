"""Two machines, an action and one of its fields in, the values of the field that are worth trying out."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from stallkeeper.machine.compiled import Machine
from stallkeeper.machine.diff.cases import Sides
from stallkeeper.machine.explain import explain
from stallkeeper.machine.values import LONGEST_TEXT
from stallkeeper.orders import Order
from stallkeeper.spec.channel_spec import FieldSpec
from stallkeeper.spec.pattern_sample import sample_of

_PLAIN = ("another", "7", "1", "12.50", "true", "false", "2026-01-05", "-1", "0", "1.5", "AB", "a")
_OF_AN_ORDER: tuple[Any, ...] = ("2", "no-such-line", 3, 4, Decimal(110), Decimal("110.01"), Decimal(60), Decimal(10))
"""Lines and amounts at and beyond those of the order that the machines are tried on."""


def candidates(sides: Sides, action: str, name: str) -> tuple[Any, ...]:
    """Listed values, both sides of each limit, lengths, patterns and carriers of either edition, then plain ones."""
    found: list[Any] = []
    longest: list[str] = []
    for side in sides:
        field = _field(side, action, name)
        if field is not None:
            found += _of_field(field)
            longest += _longest(field)
        if name == "carrier" and side.spec.carriers is not None:
            found += _carriers(side)
    values = (*found, *_PLAIN, *_OF_AN_ORDER, *longest)
    return tuple({(value.__class__, value): value for value in values}.values())


def _field(side: Machine, action: str, name: str) -> FieldSpec | None:
    requirements = side.requirements.get(action)
    return None if requirements is None else requirements.fields.get(name)


def _of_field(field: FieldSpec) -> Iterator[Any]:
    yield from field.values
    step = 1 if field.type == "whole_number" else Decimal("0.01")
    for limit in (field.minimum, field.maximum):
        if limit is not None:
            number = int(limit) if field.type == "whole_number" else limit
            yield from (number, number - step, number + step)
    if field.pattern is not None:
        sample = sample_of(field.pattern)
        if sample is not None:
            yield sample


def _longest(field: FieldSpec) -> Iterator[str]:
    """The longest text that is taken, and one that is longer."""
    if field.type == "text":
        most = field.max_length if field.max_length is not None else LONGEST_TEXT
        yield from ("x" * most, "x" * (most + 1))


def _carriers(side: Machine) -> Iterator[str]:
    rules = side.spec.carriers
    assert rules is not None
    yield from (code for code in (rules.fallback, rules.custom) if code is not None)
    for carrier in rules.known:
        yield from (carrier.code, carrier.name)


def refusal(side: Machine, order: Order, action: str, name: str, value: Any) -> str | None:
    """Why this edition does not take the value for this field: wrong_value, unknown_field; None where it does."""
    answer = explain(side, order, action, {name: value}, now=order.status_since)
    codes = (reason.code for reason in answer.reasons if reason.field == name)
    return next((code for code in codes if code in ("wrong_value", "unknown_field")), None)


class Samples:
    """A value for each field of each action: one that both editions take, else one that either does."""

    def __init__(self, sides: Sides, order: Order) -> None:
        self._sides, self._order = sides, order
        self._known: dict[tuple[str, str], Any] = {}

    def of(self, action: str, name: str) -> Any:
        """The value, or None where none was found."""
        if (action, name) not in self._known:
            self._known[action, name] = self._search(action, name)
        return self._known[action, name]

    def _search(self, action: str, name: str) -> Any:
        second: Any = None
        for value in candidates(self._sides, action, name):
            taken = [refusal(side, self._order, action, name, value) is None for side in self._sides]
            if all(taken):
                return value
            if any(taken) and second is None:
                second = value
        return second
