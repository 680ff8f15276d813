"""An action's spec goes in, what it takes comes out: its fields, and which of them it cannot go without, and when."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from stallkeeper.machine.guards import Test, conditions_test
from stallkeeper.spec.channel_spec import ActionSpec, ChannelSpec, FieldSpec
from stallkeeper.spec.conditions import Need
from stallkeeper.spec.standard_fields import STANDARD_FIELDS


@dataclass(frozen=True, slots=True)
class CompiledNeed:
    """A need and the test that tells whether it applies."""

    need: Need
    applies: Test


@dataclass(frozen=True, slots=True)
class Requirements:
    """What an action takes: `fields` by name in the author's order, needed ones first, and its needs.

    `plain` are the fields it takes without any condition: a default fills those in at once.
    """

    action: ActionSpec
    fields: Mapping[str, FieldSpec]
    needs: tuple[CompiledNeed, ...]
    plain: tuple[str, ...]


def requirements_of(spec: ChannelSpec, action: ActionSpec) -> Requirements:
    """What `action` takes on this channel. A field that no one declared is text."""
    always = [name for need in action.needs if not need.conditions for name in need.fields]
    return Requirements(
        action=action,
        fields=MappingProxyType({name: field_of(spec, name) for name in action.takes()}),
        needs=tuple(CompiledNeed(need, conditions_test(need.conditions)) for need in action.needs),
        plain=tuple(dict.fromkeys((*always, *action.accepts))),
    )


def field_of(spec: ChannelSpec, name: str) -> FieldSpec:
    """The type of a field given with an action: as the channel declares it, else the standard one, else text."""
    return spec.fields.get(name) or STANDARD_FIELDS.get(name) or FieldSpec(name=name, type="text")
