"""A field's declaration contradicts itself.

A default that is not among the values, a value or a default of another type than the field's, a minimum above the
maximum, limits on what is no number, a length or a pattern on what is no text: nobody could fill in such a field. So
does a label of a value that is not listed, one label for two values, `free` where there is no list, or an amount that
is no decimal, or at most something that is no amount.

Bad:

    fields:
      refund_mode: {type: text, values: [Claim, Retraction], default: Clame}
    actions:
      ship: {results_in: shipped, accepts: [refund_mode]}

Good:

    fields:
      refund_mode: {type: text, values: [Claim, Retraction], default: Claim}
    actions:
      ship: {results_in: shipped, accepts: [refund_mode]}
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any

from stallkeeper.problems import Problem
from stallkeeper.spec.amounts import amounts_of
from stallkeeper.spec.channel_spec import ChannelSpec, FieldSpec
from stallkeeper.spec.conditions import written_literal
from stallkeeper.text.wording import did_you_mean, quoted

CODE = "contradictory-field"
NEEDS_WHOLE_FILE = True

_TYPES: dict[str, type | tuple[type, ...]] = {
    "text": str,
    "boolean": bool,
    "whole_number": int,
    "decimal": (Decimal, int),
    "date": date,
}


def check(channel: ChannelSpec) -> Iterator[Problem]:
    for space, fields in (("fields", channel.fields), ("order_fields", channel.order_fields)):
        for name, field in fields.items():
            for key, message, hint in (*_contradictions(field), *_about_limit(field, channel)):
                yield Problem(channel.place_of(space, name, key), CODE, f'field "{name}" {message}', hint)


def _contradictions(field: FieldSpec) -> Iterator[tuple[str, str, str]]:
    kind = field.type.replace("_", " ")
    for value in field.values:
        if not _is_a(value, field):
            yield "values", f"is {kind}, and its value {quoted(value)} is not", ""
    if field.default is not None:
        yield from _about_default(field, kind)
    if field.minimum is not None and field.maximum is not None and field.minimum > field.maximum:
        yield "minimum", "has a minimum above its maximum", "swap them"
    if field.type not in ("whole_number", "decimal"):
        for key in ("minimum", "maximum"):
            if getattr(field, key) is not None:
                yield key, f"is {kind}, and only numbers have a {key}", "remove it"
    yield from _about_list(field)
    if field.amount is not None and field.type != "decimal":
        yield "amount", f"is {kind}, and only a decimal is an amount", "write `type: decimal`"
    if field.type != "text":
        for key in ("max_length", "pattern"):
            if getattr(field, key) is not None:
                yield key, f"is {kind}, and only text has a {key}", "remove it"


def _about_limit(field: FieldSpec, channel: ChannelSpec) -> Iterator[tuple[str, str, str]]:
    limit = field.amount.at_most if field.amount is not None else None
    known = amounts_of(channel.order_fields)
    if limit is not None and limit not in known:
        yield "amount", f"is at most {quoted(limit)}, which is no amount", did_you_mean(limit, known)


def _about_list(field: FieldSpec) -> Iterator[tuple[str, str, str]]:
    written = [written_literal(value) for value in field.values]
    meant: dict[str, str] = {}
    for value, label in field.labels.items():
        if value not in written:
            yield (
                "labels",
                f"has a label for {quoted(value)}, which is not among its values",
                did_you_mean(value, written),
            )
        if meant.setdefault(label.casefold(), value) != value:
            yield "labels", f"has the label {quoted(label)} twice", "tell the two values apart"
    if field.free and not field.values and field.values_from is None:
        yield "free", "takes any value as it is: it has no list", "remove `free`, or add `values`"


def _about_default(field: FieldSpec, kind: str) -> Iterator[tuple[str, str, str]]:
    if not _is_a(field.default, field):
        yield "default", f"is {kind}, and its default {quoted(field.default)} is not", ""
    elif field.closed_values and field.default not in field.values:
        hint = did_you_mean(field.default, [str(value) for value in field.values])
        yield "default", f"has the default {quoted(field.default)}, which is not among its values", hint


def _is_a(value: Any, field: FieldSpec) -> bool:
    return isinstance(value, _TYPES[field.type]) and (field.type == "boolean" or not isinstance(value, bool))
