"""What one value of a request must be, and a value in: the name of the first thing that is wrong with it out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Literal, TypeAlias

from stallkeeper.played.instant import TimeForm
from stallkeeper.played.template import as_number, as_text

NAMELESS = "a key without a name"

FieldType: TypeAlias = Literal["text", "integer", "number", "boolean", "instant", "list", "object", "file"]


@dataclass(frozen=True, slots=True)
class FieldForm:
    """The rules of one value. `values` are the texts that it may say; `fields` are an object's only keys."""

    type: FieldType
    optional: bool = False
    nullable: bool = False
    repeated: bool = False
    decimal: bool = False
    values: tuple[str, ...] | None = None
    at_least: Decimal | None = None
    at_most: Decimal | None = None
    default: str | None = None
    fields: Mapping[str, FieldForm] | None = None
    of: FieldForm | None = None
    ordered: bool = False
    open: bool = False
    """Whether keys that are not named are taken too."""
    commas: bool = False
    """Whether one query parameter lists its values with commas between them."""
    holds_json: bool = False
    """Whether a part of a multipart body is JSON text, to be read as what it says."""
    time: TimeForm | None = None
    """How an instant is written, where it is not the marketplace's way."""


@dataclass(frozen=True, slots=True)
class Checker:
    """How strictly values are taken: texts for everything (XML, query strings), or JSON's own types."""

    all_text: bool
    time: TimeForm

    def fault(self, value: Any, form: FieldForm, name: str) -> str | None:
        """The name of the first part that is not what `form` asks for, or None when all is well."""
        if value is None:
            return None if form.optional or form.nullable else name
        if form.type == "object":
            return self._object_fault({} if self.all_text and value == "" else value, form, name)
        if form.type == "file":
            return None if isinstance(value, dict) and isinstance(value.get("content"), bytes) else name
        if form.type == "list":
            return self._list_fault(value, form, name)
        return None if self._scalar_fits(value, form) else name

    def _object_fault(self, value: Any, form: FieldForm, name: str) -> str | None:
        if not isinstance(value, dict):
            return name
        fields = form.fields or {}
        unknown: str | None = next((key for key in value if key not in fields), None)
        if unknown is not None and not form.open:
            return unknown or NAMELESS
        if form.ordered and list(value) != [key for key in fields if key in value]:
            return f"{name} (its elements are out of order)"
        faults = (self.fault(value.get(key), inner, key) for key, inner in fields.items())
        return next(filter(None, faults), None)

    def _list_fault(self, value: Any, form: FieldForm, name: str) -> str | None:
        if not isinstance(value, list) or (not value and not form.optional):
            return name
        if form.of is None:
            return None
        faults = (self.fault(item, form.of, name) for item in value)
        return next(filter(None, faults), None)

    def _scalar_fits(self, value: Any, form: FieldForm) -> bool:
        if isinstance(value, dict | list):
            return False
        if not self.all_text and not self._has_type(value, form):
            return False
        text = as_text(value)
        if not text:
            return form.optional
        return self._reads(text, form) and (form.values is None or text in form.values) and _in_range(text, form)

    def _reads(self, text: str, form: FieldForm) -> bool:
        if form.type == "instant":
            return (form.time or self.time).read(text) is not None
        if form.type == "boolean":
            return text in ("true", "false")
        number = as_number(text) if form.type in ("integer", "number") or form.decimal else Decimal(0)
        if number is None:
            return False
        return form.type != "integer" or (number == number.to_integral_value() and "." not in text)

    def _has_type(self, value: Any, form: FieldForm) -> bool:
        wanted = "integer" if form.type == "instant" and (form.time or self.time).is_number else form.type
        return _has_type(value, wanted)


def _has_type(value: Any, wanted: FieldType) -> bool:
    if wanted == "boolean":
        return isinstance(value, bool)
    if wanted in ("integer", "number"):
        return isinstance(value, int if wanted == "integer" else int | Decimal) and not isinstance(value, bool)
    return isinstance(value, str)


def _in_range(text: str, form: FieldForm) -> bool:
    if form.at_least is None and form.at_most is None:
        return True
    number = as_number(text)
    if number is None:
        return False
    return (form.at_least is None or number >= form.at_least) and (form.at_most is None or number <= form.at_most)
