"""Where a field comes from, as written, in; its typed mapping out: a path, or one of the other forms."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from types import MappingProxyType
from typing import Any, cast

from stallkeeper.spec.binding_mapping import UNSET, Case, Converter, FieldMapping, Kind, ObjectMapping, PathTest
from stallkeeper.spec.binding_nodes import Findings
from stallkeeper.spec.build_conditions import literal
from stallkeeper.spec.form_checks import check_cases, check_form
from stallkeeper.spec.part import Part
from stallkeeper.text.conversion import convert_scalar

LINE_TYPES: Mapping[str, Converter] = {
    "quantity": "whole_number",
    "shipped": "whole_number",
    "unit_price": "decimal",
    "total": "decimal",
    "shipping": "decimal",
    "tax_rate": "decimal",
    "refunded": "decimal",
    "shipped_at": "instant",
}
_IN_A_LIST = ("find", "among")
_OF_VALUES = ("first_of", "join")


@dataclass(frozen=True, slots=True)
class FieldBuilder:
    """Builds field mappings; `null_words` are the texts that stand for no value anywhere in an order.

    `lines` are the order's lines, for the order's status that is read from theirs.
    """

    found: Findings
    null_words: frozenset[str] = frozenset()
    lines: ObjectMapping | None = None

    def field(self, target: str, part: Part, type_name: Converter) -> FieldMapping:
        if not isinstance(part.value, dict):
            return FieldMapping(target, type_name, paths=(str(part.value),), null_words=self.null_words)
        form = check_form(part, type_name, self.found)
        if form == "of_lines":
            return self._of_lines(target, part)
        plain = self._plain(target, part, type_name, form)
        if form in _OF_VALUES and any(isinstance(item.value, dict) for item in part.at(form).items()):
            return replace(plain, paths=(), inner=tuple(self._item(plain, item) for item in part.at(form).items()))
        if form in _IN_A_LIST:
            return self._in_a_list(plain, part)
        if form == "cases":
            return self._cases(plain, part)
        return plain

    def _plain(self, target: str, part: Part, type_name: Converter, form: str) -> FieldMapping:
        scalar = _scalar(type_name)
        return FieldMapping(
            target,
            cast(Converter, part.text("as", type_name)),
            kind=cast(Kind, "path" if form == "from" else form),
            paths=() if form in ("constant", "cases") else part.words("in" if form == "among" else form),
            parts=tuple(part.text(word) for word in ("of", "times", "counted", "out_of") if word in part)
            if form in ("sum", "some_of")
            else (),
            separator=part.text("with", " "),
            constant=literal(part.at("constant").value, scalar),
            values=self._values(part, type_name) if "map" in part else None,
            otherwise=literal(part.at("else").value, scalar) if "map" in part and "else" in part else UNSET,
            null_words=self.null_words,
            tests=build_tests(part.at("if")),
            plus=part.optional_text("plus"),
            minus=part.optional_text("minus"),
            divided_by=_divisor(part),
        )

    def _item(self, plain: FieldMapping, item: Part) -> FieldMapping:
        """One of several values: a path is read as all of them are, another form says itself how."""
        if isinstance(item.value, dict):
            return self.field(plain.target, item, plain.type)
        return replace(plain, kind="path", paths=(str(item.value),), minus=None, divided_by=None)

    def _in_a_list(self, plain: FieldMapping, part: Part) -> FieldMapping:
        of = part.at("of") if "of" in part else Part(".", (*part.path, "of"), part.source)
        inner = self.field(plain.target, of, plain.type)
        if not isinstance(of.value, dict):
            inner = replace(inner, values=plain.values, otherwise=plain.otherwise)
        return replace(plain, inner=(inner,), words=part.words("among"), values=None, otherwise=UNSET)

    def _of_lines(self, target: str, part: Part) -> FieldMapping:
        """The order's word, read from its lines: the first of the words, in the author's order, that any line has."""
        words = part.words("of_lines")
        fields = () if self.lines is None else self.lines.fields
        status = next((each for each in fields if each.target == "native_status"), None)
        if self.lines is None or status is None:
            if target == "native_status":
                message = "`of_lines` reads the status from the lines, and they have none"
                hint = "add `native_status` to `lines.fields`"
                self.found.add(part.at("of_lines"), "missing-key", message, hint)
            return FieldMapping(target, "text", "among", (".",), words=words, inner=(FieldMapping(target, "text"),))
        return FieldMapping(target, "text", "among", (self.lines.at,), words=words, inner=(status,))

    def _cases(self, plain: FieldMapping, part: Part) -> FieldMapping:
        cases = tuple(
            Case(build_tests(item.at("if")), self._given(plain, item.at("then"))) for item in part.at("cases").items()
        )
        check_cases(part.at("cases"), cases, self.found)
        inner = (self._given(plain, part.at("else")),) if "else" in part else ()
        return replace(plain, cases=cases, inner=inner)

    def _given(self, plain: FieldMapping, part: Part) -> FieldMapping:
        """What a case gives: a value that stands for itself, or one that is read."""
        if isinstance(part.value, dict):
            return self.field(plain.target, part, plain.type)
        return FieldMapping(plain.target, plain.type, "constant", constant=literal(part.value, _scalar(plain.type)))

    def _values(self, part: Part, type_name: Converter) -> Mapping[str, Any]:
        kind = _scalar(type_name)
        return MappingProxyType({word: literal(each.value, kind) for word, each in part.at("map").members()})

    def fields(self, part: Part, types: Mapping[str, Converter]) -> tuple[FieldMapping, ...]:
        return tuple(
            self.field(name, value, types.get(name, "text"))
            for name, value in part.members()
            if value.value is not None
        )

    def object(self, part: Part) -> ObjectMapping | None:
        if not isinstance(part.value, dict):
            return None
        return ObjectMapping(part.text("at", "."), self.fields(part.at("fields"), LINE_TYPES), part.words("given_by"))


def build_tests(part: Part) -> tuple[PathTest, ...]:
    """Tests on values of a payload, by their paths."""
    return tuple(_test(path, each) for path, each in part.members())


def _test(path: str, part: Part) -> PathTest:
    if isinstance(part.value, list):
        return PathTest(path, "one_of", tuple(str(item.value) for item in part.items()))
    if not isinstance(part.value, dict):
        return PathTest(path, "is", str(part.value))
    operator, value = next(iter(part.value.items()), ("given", True))
    if operator == "same_as":
        return PathTest(path, "same_as", part.words("same_as"))
    return PathTest(path, cast(Any, operator), value if operator in ("given", "above", "below") else str(value))


def _divisor(part: Part) -> str | Decimal | None:
    """A number, or the path of one."""
    text = part.optional_text("divided_by")
    number = None if text is None else convert_scalar(text, ["number"])
    return number if isinstance(number, Decimal) else text


def _scalar(type_name: Converter) -> str:
    return type_name if type_name in ("boolean", "whole_number", "decimal") else "text"
