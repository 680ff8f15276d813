"""Conditions and needs of conformed data in, typed Conditions and Needs out."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any, cast

from stallkeeper.order_fields import ORDER_FIELDS
from stallkeeper.spec.conditions import Condition, Need, Operator
from stallkeeper.spec.field_spec import FieldSpec
from stallkeeper.spec.part import Part
from stallkeeper.spec.standard_fields import STANDARD_FIELDS
from stallkeeper.text.conversion import convert_scalar

_JSON_TYPES = {"boolean": "boolean", "whole_number": "integer", "decimal": "number"}


class Names:
    """The types of everything a condition may name, on one channel."""

    def __init__(self, fields: Mapping[str, FieldSpec], order_fields: Mapping[str, FieldSpec]) -> None:
        self._fields = fields
        self._order_fields = order_fields

    def type_of(self, name: str) -> str | None:
        """The type of a bare field, an `order.` field or `native.status`; None for a name that is not declared."""
        if name == "native.status":
            return "text"
        space, _, field = name.rpartition(".")
        if space == "order":
            return _type_in(field, self._order_fields, ORDER_FIELDS)
        return _type_in(field, self._fields, STANDARD_FIELDS) if not space else None


def _type_in(name: str, declared: Mapping[str, FieldSpec], standard: Mapping[str, Any]) -> str | None:
    known = declared.get(name) or standard.get(name)
    return known.type if known is not None else None


def literal(text: Any, type_name: str | None) -> Any:
    """What `text` says as a value of that type (an instant as a datetime); the text itself where it is none."""
    if not isinstance(text, str):
        return text
    if type_name == "date":
        return _date(text)
    if type_name == "instant":
        return _instant(text)
    return convert_scalar(text, [_JSON_TYPES.get(type_name or "text", "string")])


def _date(text: str) -> Any:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return text


def _instant(text: str) -> Any:
    """A day stands for its beginning in UTC; an instant without a zone is in UTC too."""
    try:
        return datetime.fromisoformat(text).replace(tzinfo=UTC)
    except ValueError:
        return text


def build_conditions(part: Part, names: Names) -> tuple[Condition, ...]:
    """The conditions under an `if`, in the author's order."""
    return tuple(_condition(name, test, names) for name, test in part.members() if test.value is not None)


def _condition(name: str, test: Part, names: Names) -> Condition:
    type_name = names.type_of(name)
    if isinstance(test.value, list):
        return Condition(name, "one_of", tuple(literal(item.value, type_name) for item in test.items()), test.place)
    if isinstance(test.value, dict):
        operator, value = next(iter(test.value.items()), ("given", True))
        return Condition(name, cast(Operator, operator), _compared(value, type_name), test.place)
    return Condition(name, "is", literal(test.value, type_name), test.place)


def _compared(value: Any, type_name: str | None) -> Any:
    """What an operator compares with: a literal, or several of them for "none of these"."""
    if isinstance(value, list):
        return tuple(literal(each, type_name) for each in value)
    return literal(value, type_name)


def build_needs(part: Part, names: Names) -> tuple[Need, ...]:
    """The needs of an action: a bare name is always needed."""
    return tuple(_need(item, names) for item in part.items())


def _need(item: Part, names: Names) -> Need:
    if isinstance(item.value, dict):
        return Need(item.words("then"), build_conditions(item.at("if"), names), item.place)
    return Need((str(item.value),), (), item.place)
