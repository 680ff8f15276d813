"""What an action takes goes in, the JSON Schema of each of its fields comes out: types, lists, limits, and words."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from stallkeeper.action_fields import ACTION_FIELDS
from stallkeeper.machine.carriers import carrier_identities
from stallkeeper.machine.choices import choices_of
from stallkeeper.machine.limits import amount_in
from stallkeeper.machine.requirements import Requirements
from stallkeeper.machine.schema_conditions import json_form
from stallkeeper.machine.values import LONGEST_TEXT, UNSPEAKABLE, Wrong, read_value
from stallkeeper.orders import Lists, Order
from stallkeeper.spec.channel_spec import ActionSpec, CarrierRules, FieldSpec

_TRIMMED = {"not": {"pattern": rf"^\s|\s$|[{UNSPEAKABLE}]"}}
_TYPES: dict[str, dict[str, Any]] = {
    "text": {"type": "string", "minLength": 1, **_TRIMMED},
    "boolean": {"type": "boolean"},
    "whole_number": {"type": "integer", "exclusiveMinimum": -(10**18), "exclusiveMaximum": 10**18},
    "decimal": {"type": "number", "exclusiveMinimum": -(10**18), "exclusiveMaximum": 10**18},
    "date": {"type": "string", "format": "date", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"},
}


def field_schemas(
    requirements: Requirements, carriers: CarrierRules | None, lists: Lists, order: Order | None
) -> dict[str, Any]:
    """The schema of each field by name, in the author's order."""
    return {
        name: {
            **_words(requirements.action, field),
            **_TYPES[field.type],
            **_limits(field, order),
            **_values(field, lists),
            **(_carriers(carriers) if name == "carrier" and carriers is not None else {}),
            **(_lines(order) if name == "line" and order is not None else {}),
        }
        for name, field in requirements.fields.items()
    }


def _words(action: ActionSpec, field: FieldSpec) -> dict[str, Any]:
    known = ACTION_FIELDS.get(field.name)
    sentences = [known.about] if known is not None else []
    sentences += _amount_words(field)
    sentences += [f"Recommended: {each.because}" for each in action.recommends if field.name in each.fields]
    default = {} if field.default is None else {"default": json_form(field.default)}
    title = field.name.replace("_", " ").capitalize()
    return {"title": title, **({"description": " ".join(sentences)} if sentences else {}), **default}


def _amount_words(field: FieldSpec) -> Iterator[str]:
    amount = field.amount
    if amount is not None and amount.tax is not None:
        yield f"Tax is {amount.tax}."
    if amount is not None and amount.at_most is not None:
        yield f"At most {amount.at_most}."
    if amount is not None and amount.when_empty is not None:
        yield f"Left empty: {amount.when_empty}."


def _limits(field: FieldSpec, order: Order | None) -> dict[str, Any]:
    """Limits are of numbers only, lengths and patterns of texts only, whatever else a declaration says."""
    found: dict[str, Any] = {}
    if field.type in ("whole_number", "decimal"):
        found["minimum"] = field.minimum
        found["maximum"] = _most(field, order)
    elif field.type == "text":
        found["maxLength"] = field.max_length if field.max_length is not None else LONGEST_TEXT
        found["pattern"] = f"^(?:{field.pattern})$" if field.pattern is not None else None
    return {key: value for key, value in found.items() if value is not None}


def _most(field: FieldSpec, order: Order | None) -> Any:
    limit = field.amount.at_most if field.amount is not None else None
    of_order = amount_in(order, None, limit) if order is not None and limit is not None else None
    return min((each for each in (field.maximum, of_order) if each is not None), default=None)


def _values(field: FieldSpec, lists: Lists) -> dict[str, Any]:
    """A closed list with its labels; the codes of a free one are examples."""
    typed = [(read_value(field, each.code), each.label) for each in choices_of(field, lists)]
    codes = [(json_form(value), label) for value, label in typed if not isinstance(value, Wrong)]
    if not typed:
        return {}
    if field.free:
        return {"examples": [code for code, _ in codes]}
    if any(label for _, label in codes):
        return {"oneOf": [{"const": code, **({"title": label} if label else {})} for code, label in codes]}
    return {"enum": [code for code, _ in codes]}


def _carriers(rules: CarrierRules) -> dict[str, Any]:
    """Every word that stands for a carrier: the only ones where the list is closed."""
    words = list(carrier_identities(rules))
    return {"enum": words} if rules.closed else {"examples": words[:10]} if words else {}


def _lines(order: Order) -> dict[str, Any]:
    ids = list(dict.fromkeys(line.id for line in order.report.lines))
    return {"enum": ids} if ids else {}
