"""A condition asks for a value that its field can never have.

The value is not in the field's list of values, is of another type (a number where true or false is meant), or is a
carrier's code that the channel does not list. Such a rule never holds, or always does, and nobody would notice.

Bad:

    order_fields:
      delivery_mode: {type: text, values: [tracked, standard]}
    actions:
      ship:
        results_in: shipped
        needs:
          - if: {order.delivery_mode: traced}
            then: [carrier]

Good:

    order_fields:
      delivery_mode: {type: text, values: [tracked, standard]}
    actions:
      ship:
        results_in: shipped
        needs:
          - if: {order.delivery_mode: tracked}
            then: [carrier]
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from stallkeeper.problems import Problem
from stallkeeper.spec.build_conditions import Names
from stallkeeper.spec.channel_spec import ChannelSpec
from stallkeeper.spec.conditions import Condition
from stallkeeper.spec.uses import condition_uses
from stallkeeper.text.wording import did_you_mean, quoted

CODE = "impossible-condition"
MAY_BE_ALLOWED = True
NEEDS_WHOLE_FILE = True

_TYPES: dict[str, tuple[tuple[type, ...], str]] = {
    "text": ((str,), "text"),
    "boolean": ((bool,), "true or false"),
    "whole_number": ((int,), "a whole number"),
    "decimal": ((Decimal, int), "a number"),
    "date": ((date,), "a day such as 2026-11-22"),
}


_ORDERED: dict[str, tuple[tuple[type, ...], str]] = {
    "whole_number": ((int, Decimal), "a number"),
    "decimal": ((int, Decimal), "a number"),
    "date": ((date,), "a day such as 2026-11-22"),
    "instant": ((datetime,), "an instant such as 2026-11-22T12:00Z"),
}


def check(channel: ChannelSpec) -> Iterator[Problem]:
    names = Names(channel.fields, channel.order_fields)
    for use in condition_uses(channel):
        yield from _in_condition(use.condition, names, channel)


def _in_condition(condition: Condition, names: Names, channel: ChannelSpec) -> Iterator[Problem]:
    kind = names.type_of(condition.name)
    if kind is None or condition.operator == "given":
        return
    if condition.operator in ("above", "below"):
        yield from _bound(condition, kind)
        return
    for value in condition.value if isinstance(condition.value, tuple) else (condition.value,):
        yield from _value(condition, value, kind, channel)


def _bound(condition: Condition, kind: str) -> Iterator[Problem]:
    wanted, form = _ORDERED.get(kind, ((), ""))
    name = quoted(condition.name)
    if not wanted:
        message = f"{name} is no number, day or instant, so it is never {condition.operator} one"
        yield Problem(condition.place, CODE, message)
    elif type(condition.value) not in wanted:
        message = f"{name} is {form}, so it is never {condition.operator} {quoted(condition.value)}"
        yield Problem(condition.place, CODE, message, f"write {form}")


def _value(condition: Condition, value: Any, kind: str, channel: ChannelSpec) -> Iterator[Problem]:
    wanted, form = _TYPES.get(kind, ((), "something that a condition cannot compare"))
    if not isinstance(value, wanted) or (isinstance(value, bool) and kind != "boolean"):
        yield Problem(condition.place, CODE, f"{quoted(condition.name)} is {form}, so it is never {quoted(value)}")
        return
    allowed = _allowed(condition.name, channel)
    if allowed and value not in allowed:
        message = f"{quoted(condition.name)} is never {quoted(value)}: it is not among its values"
        yield Problem(condition.place, CODE, message, did_you_mean(value, [str(each) for each in allowed]))


def _allowed(name: str, channel: ChannelSpec) -> tuple[Any, ...]:
    """The only values a name may have; empty when it may have any."""
    if name == "carrier" and channel.carriers is not None and channel.carriers.known:
        special = (channel.carriers.fallback, channel.carriers.custom)
        return (*(carrier.code for carrier in channel.carriers.known), *(code for code in special if code))
    space, _, field = name.rpartition(".")
    declared = (channel.order_fields if space == "order" else channel.fields).get(field)
    return declared.closed_values if declared else ()
