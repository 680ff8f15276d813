"""The mapping of native orders as written in, its typed form out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, cast

from stallkeeper.order_fields import ORDER_FIELDS
from stallkeeper.spec.binding_mapping import UNSET, Converter, FieldMapping, ObjectMapping, OrderMapping
from stallkeeper.spec.binding_nodes import Findings
from stallkeeper.spec.build_conditions import literal
from stallkeeper.spec.channel_spec import ChannelSpec
from stallkeeper.spec.part import Part
from stallkeeper.text.wording import did_you_mean, quoted

_LINE_TYPES: Mapping[str, Converter] = {
    "quantity": "whole_number",
    "unit_price": "decimal",
    "total": "decimal",
    "shipping": "decimal",
    "tax_rate": "decimal",
    "refunded": "decimal",
    "shipped_at": "instant",
}
_FORMS = ("from", "first_of", "join", "constant", "sum", "some_of")
_INSIDE = ("lines", "parcels", "billing", "delivery", "extras", "flags", "null_words")
_BESIDE: Mapping[str, tuple[str, ...]] = {
    "with": ("join",),
    "of": ("sum",),
    "counted": ("some_of",),
    "out_of": ("some_of",),
}


@dataclass(frozen=True, slots=True)
class FieldBuilder:
    """Builds field mappings; `null_words` are the texts that stand for no value anywhere in an order."""

    found: Findings
    null_words: frozenset[str] = frozenset()

    def field(self, target: str, part: Part, type_name: Converter) -> FieldMapping:
        if not isinstance(part.value, dict):
            return FieldMapping(target, type_name, paths=(str(part.value),), null_words=self.null_words)
        form = self._form(part)
        converter = cast(Converter, part.text("as", type_name))
        kind, paths = _paths(form, part)
        return FieldMapping(
            target,
            converter,
            kind=kind,
            paths=paths,
            parts=tuple(part.text(word) for word in ("of", "counted", "out_of") if word in part),
            separator=part.text("with", " "),
            constant=literal(part.at("constant").value, _scalar(type_name)),
            values=self._values(part, type_name) if "map" in part else None,
            otherwise=literal(part.at("else").value, _scalar(type_name)) if "else" in part else UNSET,
            null_words=self.null_words,
        )

    def _form(self, part: Part) -> str:
        forms = [word for word in _FORMS if word in part]
        if len(forms) != 1:
            self.found.add(part, "wrong-value", f"{quoted(part.name)} takes exactly one of {', '.join(_FORMS)}")
        for word, needed in _BESIDE.items():
            if word in part and not set(forms) & set(needed):
                self.found.add(part.at(word), "unknown-key", f"`{word}` means something only beside `{needed[0]}`")
        for form, words in {"sum": ["of"], "some_of": ["counted", "out_of"]}.items():
            if form in forms and any(word not in part for word in words):
                self.found.add(part, "missing-key", f"`{form}` needs {' and '.join(f'`{word}`' for word in words)}")
        return forms[0] if forms else "from"

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
        return ObjectMapping(part.text("at", "."), self.fields(part.at("fields"), _LINE_TYPES), part.words("given_by"))


def _paths(form: str, part: Part) -> tuple[Any, tuple[str, ...]]:
    kind = "path" if form == "from" else form
    if form == "constant":
        return kind, ()
    return kind, part.words(form)


def _scalar(type_name: Converter) -> str:
    return type_name if type_name in ("boolean", "whole_number", "decimal") else "text"


def build_order_mapping(part: Part, channel: ChannelSpec | None, found: Findings) -> OrderMapping:
    """The whole `order:` section. Extras are typed as the channel declares them."""
    builder = FieldBuilder(found, frozenset(part.words("null_words")))
    types: dict[str, Converter] = {name: _report_type(each.type) for name, each in ORDER_FIELDS.items()}
    own = [(name, value) for name, value in part.members() if name not in _INSIDE and value.value is not None]
    return OrderMapping(
        fields=tuple(builder.field(name, value, types.get(name, "text")) for name, value in own),
        lines=builder.object(part.at("lines")),
        parcels=builder.object(part.at("parcels")),
        billing=builder.object(part.at("billing")),
        delivery=builder.object(part.at("delivery")),
        extras=_extras(part.at("extras"), channel, builder),
        flags=builder.fields(part.at("flags"), {name: "boolean" for name, _ in part.at("flags").members()}),
    )


def _extras(part: Part, channel: ChannelSpec | None, builder: FieldBuilder) -> tuple[FieldMapping, ...]:
    declared = channel.order_fields if channel else {}
    if channel is not None:
        for name, value in part.members():
            if name not in declared:
                message = f"the channel declares no order field {quoted(name)}"
                builder.found.add(value, "unknown-field", message, did_you_mean(name, declared))
    return builder.fields(part, {name: _report_type(each.type) for name, each in declared.items()})


def _report_type(type_name: str) -> Converter:
    return cast(Converter, type_name if type_name in ("boolean", "whole_number", "decimal", "instant") else "text")
