"""The mapping of native orders as written in, its typed form out."""

from __future__ import annotations

from dataclasses import replace
from typing import cast

from stallkeeper.order_fields import ORDER_FIELDS
from stallkeeper.spec.binding_forms import FieldBuilder
from stallkeeper.spec.binding_mapping import Converter, FieldMapping, OrderMapping
from stallkeeper.spec.binding_nodes import Findings
from stallkeeper.spec.channel_spec import ChannelSpec
from stallkeeper.spec.part import Part
from stallkeeper.text.wording import did_you_mean, quoted

_INSIDE = ("lines", "parcels", "billing", "delivery", "extras", "flags", "null_words")


def build_order_mapping(part: Part, channel: ChannelSpec | None, found: Findings) -> OrderMapping:
    """The whole `order:` section. Extras are typed as the channel declares them."""
    builder = FieldBuilder(found, frozenset(part.words("null_words")))
    lines = builder.object(part.at("lines"))
    builder = replace(builder, lines=lines)
    types: dict[str, Converter] = {name: _report_type(each.type) for name, each in ORDER_FIELDS.items()}
    own = [(name, value) for name, value in part.members() if name not in _INSIDE and value.value is not None]
    return OrderMapping(
        fields=tuple(builder.field(name, value, types.get(name, "text")) for name, value in own),
        lines=lines,
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
