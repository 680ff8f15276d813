"""An action of a machine goes in, a JSON Schema of what may be given with it comes out, from the same compiled source.

An instance is {"fields": {…}, "order": {…}, "native": {"status": …}}: the fields as they would be sent, typed and
trimmed, and what the order says. With an order at hand it is the fields alone, for all that is asked of the order is
answered already. What `decide` does beyond it is for convenience (text is read as the type, a label as its value), or
cannot be said here: whether the action is offered at the order's status at all, misspelt carriers on an open list and,
where no order is given, its line ids, units and amounts.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from stallkeeper.machine.compiled import Machine
from stallkeeper.machine.limits import amount_in
from stallkeeper.machine.requirements import CompiledNeed, Requirements
from stallkeeper.machine.schema_conditions import ConditionSchemas
from stallkeeper.machine.schema_fields import field_schemas
from stallkeeper.machine.schema_parts import Schema, all_of, any_of, negated, within
from stallkeeper.machine.wording import conditions_text
from stallkeeper.orders import NO_LISTS, Lists, Order
from stallkeeper.spec.channel_spec import ChannelSpec

DIALECT = "https://json-schema.org/draft/2020-12/schema"


def action_schema(
    machine: Machine, action: str, order: Order | None = None, *, lists: Lists = NO_LISTS
) -> dict[str, Any]:
    """The schema of one of the machine's actions (KeyError for any other name)."""
    requirements, spec = machine.requirements[action], machine.spec
    conditions = ConditionSchemas(requirements, spec.carriers, order)
    fields = _fields(requirements, spec, conditions, order, lists)
    label = requirements.action.label
    rules = [
        *_guards(requirements, spec, conditions),
        *_needs(requirements, conditions),
        *_of_lines(requirements, order),
    ]
    return {
        "$schema": DIALECT,
        "title": f"{spec.title}: {action}{f' ({label})' if label else ''}",
        **(fields if order is not None else _around(fields)),
        **({"allOf": rules} if rules else {}),
    }


def _fields(
    requirements: Requirements, spec: ChannelSpec, conditions: ConditionSchemas, order: Order | None, lists: Lists
) -> dict[str, Any]:
    needs = [each.need for each in requirements.needs if _applies(each, conditions) is True]
    needed = dict.fromkeys(name for need in needs for name in need.fields)
    required = [name for name in needed if conditions.filled(name, conditions.last) is False]
    return {
        "type": "object",
        "additionalProperties": False,
        "properties": field_schemas(requirements, spec.carriers, lists, order),
        **({"required": required} if required else {}),
    }


def _around(fields: dict[str, Any]) -> dict[str, Any]:
    """The instance where no order is given: it brings along what is asked of the order."""
    return {
        "type": "object",
        "additionalProperties": False,
        "required": ["fields"],
        "properties": {
            "fields": fields,
            "order": {"type": "object", "description": "What the order says, by the names that conditions use."},
            "native": {
                "type": "object",
                "description": "What the marketplace says of the order.",
                "properties": {"status": {"type": "string", "description": "The order's native status."}},
            },
        },
    }


def _guards(
    requirements: Requirements, spec: ChannelSpec, conditions: ConditionSchemas
) -> Iterator[Schema | dict[str, Any]]:
    """The gates of the channel, and the action's own conditions."""
    for condition in requirements.action.conditions:
        holds = conditions.holds(condition, conditions.last)
        if holds is not True:
            yield {"description": f"Only if {conditions_text((condition,))}.", **_as_object(holds)}
    for native, because in spec.gates.items():
        at_gate = within(("native", "status"), {"const": native})
        if conditions.order is not None:
            at_gate = conditions.order.native_status == native
        if at_gate is not False:
            yield {"description": f"Not at native status {native}: {because}", **_as_object(negated(at_gate))}


def _applies(each: CompiledNeed, conditions: ConditionSchemas) -> Schema:
    return conditions.all_hold(each.need.conditions, conditions.last)


def _needs(requirements: Requirements, conditions: ConditionSchemas) -> Iterator[dict[str, Any]]:
    """Each need that depends on something as if and then."""
    for each in requirements.needs:
        applies = _applies(each, conditions)
        then = all_of(_given(each.need.fields, conditions))
        if isinstance(applies, dict) and then is not True:
            words = f"Needed if {conditions_text(each.need.conditions)}."
            yield {"description": words, "if": applies, "then": then}


def _given(names: tuple[str, ...], conditions: ConditionSchemas) -> Iterator[Schema]:
    """That these fields are given; a default that is filled in is as good."""
    filled = {name: conditions.filled(name, conditions.last) for name in names}
    plain = [name for name in names if filled[name] is False]
    if plain:
        yield within(conditions.field_at("")[:-1], {"required": plain}, required=False)
    for name in names:
        if name not in plain:
            yield any_of([within(conditions.field_at(name), True), filled[name]])


def _of_lines(requirements: Requirements, order: Order | None) -> Iterator[dict[str, Any]]:
    """With an order: the units and amounts of the line that is named."""
    for line in {line.id: line for line in reversed(order.report.lines)}.values() if order is not None else ():
        most: dict[str, Any] = {}
        for name, field in requirements.fields.items():
            limit = field.amount.at_most if field.amount is not None else None
            amount = amount_in(order, line, limit) if order is not None and limit is not None else None
            if name == "quantity":
                most[name] = {"maximum": line.quantity}
            elif amount is not None and limit is not None and limit.startswith("line."):
                most[name] = {"maximum": amount}
        if most and "line" in requirements.fields:
            yield {"if": within(("line",), {"const": line.id}), "then": {"properties": most}}


def _as_object(part: Schema) -> dict[str, Any]:
    return part if isinstance(part, dict) else {} if part else {"not": {}}
