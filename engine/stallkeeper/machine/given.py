"""The fields given with an action go in; typed and completed fields come out, with what is wrong or missing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from stallkeeper.machine.carriers import carrier_code
from stallkeeper.machine.compiled import Machine
from stallkeeper.machine.decision import Reason
from stallkeeper.machine.facts import facts_of, is_given
from stallkeeper.machine.limits import exceeding, unknown_line
from stallkeeper.machine.requirements import CompiledNeed, Requirements
from stallkeeper.machine.values import Wrong, typed_value
from stallkeeper.machine.wording import conditions_text, did_you_mean, list_text, near_misses
from stallkeeper.orders import NO_LISTS, Lists, Order
from stallkeeper.spec.channel_spec import FieldSpec


@dataclass(frozen=True, slots=True)
class Given:
    """Fields as the action will send them, the names that are missing, and every reason why they will not do."""

    fields: Mapping[str, Any]
    missing: tuple[str, ...]
    reasons: tuple[Reason, ...]


def resolve_given(
    machine: Machine, order: Order, requirements: Requirements, given: Mapping[str, Any], lists: Lists = NO_LISTS
) -> Given:
    """Type what was given, turn names and labels into codes, fill in defaults, hold limits, then read the needs."""
    typed: dict[str, Any] = {}
    reasons: list[Reason] = []
    for name, value in given.items():
        if not is_given(value):
            continue
        found = _typed(machine, order, requirements, name, value, lists)
        if isinstance(found, Reason):
            reasons.append(found)
        elif is_given(found):
            typed[name] = found
    wrong = {reason.field for reason in reasons}
    _fill_defaults(order, requirements, typed, wrong)
    for reason in tuple(exceeding(order, requirements, typed)):
        reasons.append(reason)
        wrong.add(reason.field)
        typed.pop(str(reason.field))
    lacking = _lacking(order, requirements, typed, wrong)
    reasons.extend(_missing_reason(requirements, name, need) for name, need in lacking.items())
    return Given(MappingProxyType(typed), tuple(lacking), tuple(reasons))


def _typed(
    machine: Machine, order: Order, requirements: Requirements, name: str, value: Any, lists: Lists
) -> Any | Reason:
    field = requirements.fields.get(name)
    if field is None:
        return _unknown(requirements, name)
    typed = typed_value(field, value, lists)
    if not isinstance(typed, Wrong) and isinstance(typed, str) and typed:
        typed = _identity(machine, order, name, typed)
    if not isinstance(typed, Wrong):
        return typed
    place = field.place or requirements.action.place
    return Reason("wrong_value", f"{name} {typed.why}", place, name)


def _identity(machine: Machine, order: Order, name: str, value: str) -> str | Wrong:
    """A carrier becomes its code; a line has to be one of the order's."""
    if name == "carrier" and machine.spec.carriers is not None:
        return carrier_code(machine.spec.carriers, value)
    return (unknown_line(order, value) if name == "line" else None) or value


def _unknown(requirements: Requirements, name: str) -> Reason:
    action, known = requirements.action, tuple(requirements.fields)
    takes = f"; it takes {list_text(known)}" if known else "; it takes no fields"
    message = (
        f"{action.name} takes no field {str(name)[:60]!r}{did_you_mean(near_misses(str(name), known, 1)) or takes}"
    )
    return Reason("unknown_field", message, action.place, str(name)[:60])


def _fill_defaults(order: Order, requirements: Requirements, typed: dict[str, Any], wrong: set[str | None]) -> None:
    """Declared defaults: of fields taken without condition first, then of needs that apply, in the author's order."""

    def fill(field: FieldSpec) -> None:
        if field.default is not None and field.name not in typed and field.name not in wrong:
            typed[field.name] = field.default

    for name in requirements.plain:
        fill(requirements.fields[name])
    for compiled in requirements.needs:
        if compiled.applies(facts_of(order, typed)):
            for name in compiled.need.fields:
                fill(requirements.fields[name])


def _lacking(
    order: Order, requirements: Requirements, typed: Mapping[str, Any], wrong: set[str | None]
) -> dict[str, CompiledNeed]:
    """The fields that are missing, each with the first need that asks for it."""
    facts = facts_of(order, typed)
    lacking: dict[str, CompiledNeed] = {}
    for compiled in requirements.needs:
        if compiled.applies(facts):
            for name in compiled.need.fields:
                if name not in typed and name not in wrong:
                    lacking.setdefault(name, compiled)
    return lacking


def _missing_reason(requirements: Requirements, name: str, compiled: CompiledNeed) -> Reason:
    need = compiled.need
    because = f" because {conditions_text(need.conditions)}" if need.conditions else ""
    return Reason("missing_field", f"{requirements.action.name} needs {name}{because}", need.place, name)
