"""An order and an action in; fields with which the action can be done, made up where nobody gave them, out."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any

from stallkeeper.machine.compiled import Machine
from stallkeeper.machine.decide import decide
from stallkeeper.machine.decision import Incomplete
from stallkeeper.machine.limits import amount_in
from stallkeeper.orders import NO_LISTS, Lists, Order
from stallkeeper.spec.channel_spec import FieldSpec

_ALPHABET = "A1-.a_ "


def completed(
    machine: Machine,
    order: Order,
    action: str,
    given: Mapping[str, Any],
    *,
    now: datetime,
    turn: int = 0,
    lists: Lists = NO_LISTS,
) -> dict[str, Any]:
    """`given`, and what the action still needs; another `turn` makes up other values where there are others.

    `lists` are those that the channel gives, as they were read.
    """
    requirements = machine.requirements.get(action)
    fields = dict(given)
    if requirements is None:
        return fields
    for _ in requirements.fields:
        decision = decide(machine, order, action, fields, now=now, lists=lists)
        if not isinstance(decision, Incomplete) or not decision.missing:
            break
        for name in decision.missing:
            fields[name] = made_up(machine, order, requirements.fields[name], now, turn, lists)
    return fields


def made_up(
    machine: Machine, order: Order, field: FieldSpec, now: datetime, turn: int = 0, lists: Lists = NO_LISTS
) -> Any:
    """A harmless value that the field takes, the same one every time."""
    values = values_of(field, lists)
    if values:
        return values[turn % len(values)]
    known: dict[str, Callable[[], Any]] = {
        "carrier": lambda: _one_of(carriers_of(machine), turn) or "A carrier",
        "tracking_number": lambda: _fitting(field, f"TRACK{turn:04}"),
        "tracking_url": lambda: f"https://track.example/{turn:04}",
        "carrier_name": lambda: "Corner Parcel",
        "line": lambda: _one_of([line.id for line in order.report.lines], turn) or "1",
        "refund_price": lambda: _bounded(field, goods(order, field, turn) or Decimal(1)),
        "refund_shipping_price": lambda: _bounded(field, postage(order, field, turn)),
    }
    return known[field.name]() if field.name in known else _usual(field, now, turn)


def values_of(field: FieldSpec, lists: Lists) -> tuple[Any, ...]:
    """The values that the field may have: those of the channel's own list where that was read."""
    listed = lists.get(field.values_from or "", ())
    return tuple(each.code for each in listed) or tuple(field.values)


def goods(order: Order, field: FieldSpec, turn: int = 0) -> Decimal:
    """What an order's goods cost, or no more than the field may be for the line whose turn it is."""
    return _at_most(order, field, turn, (order.report.total or Decimal(0)) - (order.report.shipping or Decimal(0)))


def postage(order: Order, field: FieldSpec, turn: int = 0) -> Decimal:
    """The same of what its shipping costs."""
    return _at_most(order, field, turn, order.report.shipping or Decimal(0))


def _at_most(order: Order, field: FieldSpec, turn: int, value: Decimal) -> Decimal:
    lines = order.report.lines
    line = lines[turn % len(lines)] if lines else None
    most = amount_in(order, line, field.amount.at_most) if field.amount and field.amount.at_most else None
    return value if most is None else min(value, most)


def carriers_of(machine: Machine) -> list[str]:
    """Every carrier that the channel tells of: those with a rule of their own first."""
    rules = machine.spec.carriers
    if rules is None:
        return []
    special = [code for code in (rules.custom, rules.fallback) if code]
    ordinary = [carrier.code for carrier in rules.known if carrier.code not in special]
    return list(dict.fromkeys((*ordinary[:1], *special, *ordinary[1:])))


def _usual(field: FieldSpec, now: datetime, turn: int) -> Any:
    by_type: dict[str, Callable[[], Any]] = {
        "text": lambda: _fitting(field, "It arrived damaged"),
        "boolean": lambda: turn % 2 == 0,
        "whole_number": lambda: int(_bounded(field, Decimal(1))),
        "decimal": lambda: _bounded(field, Decimal(1)),
        "date": lambda: now.date(),
    }
    return by_type[field.type]() if field.type in by_type else "1"


def _bounded(field: FieldSpec, value: Decimal) -> Decimal:
    least = value if field.minimum is None else max(value, field.minimum)
    return least if field.maximum is None else min(least, field.maximum)


def _fitting(field: FieldSpec, text: str) -> str:
    """`text`, or the first made-up one that the field's pattern and length take; `text` where none is found."""
    from stallkeeper.machine.values import Wrong, typed_value

    candidates = (candidate[: field.max_length] for candidate in _texts(text))
    return next((each for each in candidates if not isinstance(typed_value(field, each), Wrong)), text)


def _texts(text: str) -> Iterator[str]:
    yield text
    for sample in ("1234567890", "ABCDEFGHIJ", "AB1234567", "abc", "https://example.com/1", "name@example.invalid"):
        yield from (sample[:length] for length in range(len(sample), 0, -1))


def _one_of(words: list[str], turn: int) -> str | None:
    return words[turn % len(words)] if words else None
