"""A field's declaration contradicts itself.

A default that is not among the values, a value or a default of another type than the field's, a minimum above the
maximum, limits on what is no number, a length or a pattern on what is no text: nobody could fill in such a field.

Bad:

    fields:
      refund_mode: {type: text, values: [Claim, Retraction], default: Clame}

Good:

    fields:
      refund_mode: {type: text, values: [Claim, Retraction], default: Claim}
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any

from stallkeeper.problems import Problem
from stallkeeper.spec.channel_spec import ChannelSpec, FieldSpec
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
            for key, message, hint in _contradictions(field):
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
    if field.type != "text":
        for key in ("max_length", "pattern"):
            if getattr(field, key) is not None:
                yield key, f"is {kind}, and only text has a {key}", "remove it"


def _about_default(field: FieldSpec, kind: str) -> Iterator[tuple[str, str, str]]:
    if not _is_a(field.default, field):
        yield "default", f"is {kind}, and its default {quoted(field.default)} is not", ""
    elif field.values and field.default not in field.values:
        hint = did_you_mean(field.default, [str(value) for value in field.values])
        yield "default", f"has the default {quoted(field.default)}, which is not among its values", hint


def _is_a(value: Any, field: FieldSpec) -> bool:
    return isinstance(value, _TYPES[field.type]) and (field.type == "boolean" or not isinstance(value, bool))
