"""A parsed template and a context in, the outgoing value out: text, numbers, lists, objects. Nothing is executed."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any
from uuid import UUID

from stallkeeper.bindings.context import Context
from stallkeeper.bindings.converters import DRIFT, to_boolean, to_decimal, to_whole_number
from stallkeeper.orders import OrderLine
from stallkeeper.spec.binding_template import (
    Choice,
    Constant,
    Each,
    Members,
    Node,
    Reference,
    Sequence,
    Template,
    references_in,
)
from stallkeeper.spec.conditions import Condition


def _cents(value: Any) -> Any:
    """An amount in the smallest coins; one with a part of a coin left over is none."""
    amount = to_decimal(value)
    return to_whole_number(amount * 100) if isinstance(amount, Decimal) else DRIFT


def _negative(value: Any) -> Any:
    """An amount with a minus before it, as some marketplaces write what is given back."""
    amount = to_decimal(value)
    return -amount if isinstance(amount, Decimal) else DRIFT


_CASTS = {
    "whole_number": to_whole_number,
    "decimal": to_decimal,
    "boolean": to_boolean,
    "cents": _cents,
    "negative": _negative,
}
_NAMED = {"whole_number": "whole number", "cents": "amount of whole cents", "negative": "amount"}
_NAMES_OF_A_PRODUCT = ("sku", "product_id", "ean")
_TIMES = ("utc", "local", "offset", "date", "unix_seconds", "epoch_ms")


class Unsendable(Exception):
    """A value that a request cannot do without is missing or cannot be written. Names the value, never shows it."""


@dataclass(frozen=True, slots=True)
class Absent:
    """Stands for a name without a value; whoever needs it refuses, whoever takes it as optional leaves it out."""

    name: str


def render(node: Node, context: Context) -> Any:
    """The value of a node. Raises Unsendable where something that is not optional has no value."""
    value = _render(node, context)
    if isinstance(value, Absent):
        raise Unsendable(f"`{value.name}` has no value here")
    return value


def _render(node: Node, context: Context) -> Any:
    if isinstance(node, Template):
        return _template(node, context)
    if isinstance(node, Members):
        return _members(node, context)
    if isinstance(node, Each):
        return _each(node, context)
    if isinstance(node, Sequence):
        return [render(item, context) for item in node.items]
    if isinstance(node, Choice):
        return _render(node.then if holds(node.conditions, context) else node.otherwise, context)
    return ""


def _members(node: Members, context: Context) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for member in node.members:
        value = _render(member.value, context) if member.optional else render(member.value, context)
        if member.optional and _is_empty(value):
            continue
        found[member.name] = value
    return found


def _is_empty(value: Any) -> bool:
    return isinstance(value, Absent) or value is None or (isinstance(value, str | list | dict) and not value)


def _each(node: Each, context: Context) -> list[Any] | Absent:
    found = _contexts(node, context)
    if node.picked_by is not None and context.fields.get(node.picked_by) is not None:
        _name_no_other(node, context, [inner.line for inner in found])
    if not node.conditions:
        return [render(node.give, inner) for inner in found]
    fitting = [inner for inner in found if holds(node.conditions, inner)]
    return [render(node.give, inner) for inner in fitting] if fitting else Absent(".".join(node.over))


def _name_no_other(node: Each, context: Context, picked: list[OrderLine | None]) -> None:
    """Raises Unsendable where a line is named by its product alone, and another line of the order is of that product:
    the marketplace cannot know which of them is meant, and may do it to both.
    """
    words = {reference.name[-1] for reference in references_in(node.give) if reference.name[0] == "line"}
    if "id" in words:
        return
    names = [word for word in _NAMES_OF_A_PRODUCT if word in words]
    products = {(word, getattr(line, word)) for line in picked for word in names} - {(word, None) for word in names}
    for line in context.order.report.lines if context.order else ():
        if line not in picked and any((word, getattr(line, word)) in products for word in names):
            why = "the request names a line by its product alone, and another line of the order is of the same one"
            raise Unsendable(
                f"{why}; do it at the marketplace, or leave `{node.picked_by}` out to mean the whole order"
            )


def _contexts(node: Each, context: Context) -> list[Context]:
    if node.over == ("lines",):
        return [context.within(line=line) for line in picked_lines(context, node.picked_by)]
    value = context.value(node.over)
    items = value if isinstance(value, list | tuple) else () if value is None else (value,)
    return [context.within(item=item) for item in items]


def picked_lines(context: Context, picked_by: str | None) -> list[OrderLine]:
    """The order's lines; where the field `picked_by` is given, the one that it names. Raises Unsendable for none."""
    lines = list(context.order.report.lines) if context.order else []
    wanted = context.fields.get(picked_by) if picked_by else None
    if wanted is None:
        return lines
    chosen = [line for line in lines if str(wanted) == line.id] or [line for line in lines if str(wanted) == line.sku]
    if not chosen:
        raise Unsendable(f"the order has no line that `{picked_by}` names")
    return chosen


def _template(node: Template, context: Context) -> Any:
    if len(node.parts) == 1:
        part = node.parts[0]
        return part.value if isinstance(part, Constant) else resolve(part, context)
    pieces = [part.value if isinstance(part, Constant) else resolve(part, context) for part in node.parts]
    absent = next((piece for piece in pieces if isinstance(piece, Absent)), None)
    return absent or "".join(as_text(piece) for piece in pieces)


def resolve(reference: Reference, context: Context) -> Any:
    """The value behind a name after its filters, ready to be sent; Absent where there is none."""
    value = context.value(reference.name)
    if value is None:
        return Absent(str(reference))
    for name in reference.filters:
        value = _filtered(value, name, reference, context)
    return context.written(value)


def _filtered(value: Any, name: str, reference: Reference, context: Context) -> Any:
    if name in _TIMES:
        return context.written(value, name) if isinstance(value, date) else value
    if name == "comma_joined":
        return ",".join(as_text(each) for each in (value if isinstance(value, list | tuple) else (value,)))
    if name in _CASTS:
        cast = _CASTS[name](value)
        if cast is DRIFT or cast is None:
            raise Unsendable(f"`{reference}` is no {_NAMED.get(name, name)}")
        return cast
    if name == "base64":
        return b64encode(value if isinstance(value, bytes) else as_text(value).encode()).decode("ascii")
    if name == "uuid":
        return _with_dashes(as_text(value), reference)
    text = as_text(context.written(value))
    return {"upper": text.upper, "lower": text.lower, "trimmed": text.strip}.get(name, lambda: text)()


def _with_dashes(text: str, reference: Reference) -> str:
    """A submission's id as those marketplaces want it that take an id of ours to do a thing only once."""
    try:
        return str(UUID(text))
    except ValueError:
        raise Unsendable(f"`{reference}` is no UUID") from None


def as_text(value: Any) -> str:
    """The plain text of a value: true and false in lower case, decimals without an exponent."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return format(value, "f") if isinstance(value, Decimal) else str(value)


def holds(conditions: tuple[Condition, ...], context: Context) -> bool:
    """Whether all conditions hold in this context."""
    return all(_holds(condition, context) for condition in conditions)


def _holds(condition: Condition, context: Context) -> bool:
    name = tuple(condition.name.split("."))
    value = context.value(name if len(name) > 1 else ("fields", *name))
    given = value is not None and value != () and value != ""
    tests: Mapping[str, Any] = {
        "given": lambda: as_text(given) == as_text(condition.value),
        "is": lambda: given and _same(value, condition.value),
        "one_of": lambda: given and any(_same(value, each) for each in condition.value),
        "not": lambda: not (given and any(_same(value, each) for each in _several(condition.value))),
        "above": lambda: given and _number(value) > _number(condition.value),
        "below": lambda: given and _number(value) < _number(condition.value),
    }
    return bool(tests[condition.operator]())


def _several(value: Any) -> tuple[Any, ...]:
    return value if isinstance(value, tuple) else (value,)


def _same(value: Any, literal: Any) -> bool:
    return bool(value == literal) or as_text(value) == as_text(literal)


def _number(value: Any) -> Decimal:
    try:
        return Decimal(as_text(value))
    except InvalidOperation:
        raise Unsendable("a condition compares something that is no number") from None
