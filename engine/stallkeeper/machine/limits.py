"""The typed fields of an action and its order go in; what exceeds the order, or the line that is named, comes out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from stallkeeper.machine.decision import Reason
from stallkeeper.machine.facts import facts_of, reader
from stallkeeper.machine.requirements import Requirements
from stallkeeper.machine.values import Wrong
from stallkeeper.machine.wording import list_text, value_text
from stallkeeper.orders import Order, OrderLine

_SHOWN = 10


def unknown_line(order: Order, value: str) -> Wrong | None:
    """What is wrong with a line that the order does not have; one without known lines takes any."""
    lines = [line.id for line in order.report.lines]
    if not lines or value in lines:
        return None
    shown = list_text(lines[:_SHOWN], "or") + (" …" if len(lines) > _SHOWN else "")
    return Wrong(f"is not a line of this order; its lines are {shown}")


def line_named(order: Order, line_id: Any) -> OrderLine | None:
    """The line of that id."""
    return next((line for line in order.report.lines if line.id == line_id), None)


def exceeding(order: Order, requirements: Requirements, typed: Mapping[str, Any]) -> Iterator[Reason]:
    """More units than the line has, and amounts above what the field may be at most."""
    line = line_named(order, typed.get("line"))
    for name, value in typed.items():
        limit = _most(order, line, requirements, name)
        if limit is None or not isinstance(value, int | Decimal) or isinstance(value, bool):
            continue
        most, of = limit
        if value > most:
            field = requirements.fields[name]
            message = f"{name} has to be at most {value_text(most)}, the {of}"
            yield Reason("wrong_value", message, field.place or requirements.action.place, name)


def _most(order: Order, line: OrderLine | None, requirements: Requirements, name: str) -> tuple[Any, str] | None:
    """The most that a field may be for this order, and what that is; None where nothing limits it."""
    if name == "quantity" and line is not None:
        return line.quantity, f"units of line {line.id}"
    amount = requirements.fields[name].amount
    if amount is None or amount.at_most is None:
        return None
    most = amount_in(order, line, amount.at_most)
    return None if most is None else (most, amount.at_most)


def amount_in(order: Order, line: OrderLine | None, name: str) -> Decimal | None:
    """The amount called order.total, line.shipping …; None where the order, or the line, does not say it."""
    space, _, field = name.partition(".")
    found = getattr(line, field, None) if space == "line" else reader(name)(facts_of(order))
    return found if isinstance(found, Decimal) and found.is_finite() else None
