"""An action's conditions go in, JSON Schemas that hold exactly when they do come out.

A condition on a field also holds through a default that is filled in: of fields taken without condition at once, of the
others by the needs that apply, one after the other. `stage` counts the needs that have had their turn.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from stallkeeper.machine.carriers import carrier_identities
from stallkeeper.machine.facts import Facts, facts_of, is_about_fields
from stallkeeper.machine.guards import condition_test
from stallkeeper.machine.requirements import Requirements
from stallkeeper.machine.schema_bounds import bound_pattern
from stallkeeper.machine.schema_parts import Schema, all_of, any_of, negated, within
from stallkeeper.order_fields import ORDER_FIELDS
from stallkeeper.orders import Order, OrderReport
from stallkeeper.spec.channel_spec import CarrierRules
from stallkeeper.spec.conditions import Condition

_NOTHING = OrderReport(id="", native_status="")
_SAYS_SOMETHING: Schema = {"not": {"anyOf": [{"type": "null"}, {"pattern": r"^\s*$"}]}}


@dataclass(frozen=True, slots=True)
class ConditionSchemas:
    """Makes the schemas of one action's conditions. With an `order`, what they ask of it is answered at once."""

    requirements: Requirements
    carriers: CarrierRules | None = None
    order: Order | None = None

    @property
    def last(self) -> int:
        """The stage at which all defaults are filled in."""
        return len(self.requirements.needs)

    def field_at(self, name: str) -> tuple[str, ...]:
        """The way to a field in the instance: at the top where the order is known and nothing else is asked about."""
        return (name,) if self.order is not None else ("fields", name)

    def all_hold(self, conditions: Iterable[Condition], stage: int) -> Schema:
        return all_of(self.holds(condition, stage) for condition in conditions)

    def holds(self, condition: Condition, stage: int) -> Schema:
        """What holds when the condition does."""
        if is_about_fields(condition.name):
            return self._field_holds(condition, stage)
        if self.order is not None:
            return condition_test(condition)(facts_of(self.order))
        return _of_what_is_there(condition, tuple(condition.name.split(".")), self._value(condition), _SAYS_SOMETHING)

    def _field_holds(self, condition: Condition, stage: int) -> Schema:
        path, value = self.field_at(condition.name), self._value(condition)
        own = _of_what_is_there(condition, path, value, True)
        filled = self.filled(condition.name, stage)
        if filled is False:
            return own
        given = {condition.name: self.requirements.fields[condition.name].default}
        by_default = condition_test(condition)(Facts(_NOTHING, "", given))
        absent = negated(within(path, True))
        unfilled = all_of([own, any_of([negated(absent), negated(filled)])])
        return any_of([unfilled, all_of([absent, filled, by_default])])

    def filled(self, name: str, stage: int) -> Schema:
        """What holds when a default is filled in for the field, should it not be given."""
        field = self.requirements.fields.get(name)
        if field is None or field.default is None:
            return False
        if name in self.requirements.plain:
            return True
        before = enumerate(self.requirements.needs[:stage])
        return any_of(self.all_hold(each.need.conditions, at) for at, each in before if name in each.need.fields)

    def _value(self, condition: Condition) -> Schema:
        """What a value must be like for the condition; for `not` what it must not be, for `given` anything."""
        match condition.operator:
            case "given":
                return True
            case "above" | "below":
                return _bound(condition.operator, condition.value)
            case _:
                values = condition.value if isinstance(condition.value, tuple) else (condition.value,)
                return _one_of([json_form(each) for each in self._written(condition.name, values)])

    def _written(self, name: str, values: tuple[Any, ...]) -> tuple[Any, ...]:
        """A carrier may be named by other words than its code."""
        if name != "carrier" or self.carriers is None:
            return values
        meant = [word for word, code in carrier_identities(self.carriers).items() if code in values]
        unknown = [value for value in values if value not in carrier_identities(self.carriers)]
        return tuple(dict.fromkeys((*unknown, *meant)))


def _of_what_is_there(condition: Condition, path: tuple[str, ...], value: Schema, present: Schema) -> Schema:
    """The condition without defaults: what is not there is like nothing, and so is not what it must not be."""
    if condition.operator == "given":
        given = within(path, present)
        return given if condition.value else negated(given)
    return negated(within(path, value)) if condition.operator == "not" else within(path, value)


def _bound(operator: Any, bound: Any) -> Schema:
    if isinstance(bound, date):
        return {"type": "string", "pattern": bound_pattern(bound, operator)}
    if isinstance(bound, int | Decimal):
        return {"type": "number", "exclusiveMinimum" if operator == "above" else "exclusiveMaximum": bound}
    return False


def _one_of(values: list[Any]) -> Schema:
    return {"const": values[0]} if len(values) == 1 else {"enum": values}


def json_form(value: Any) -> Any:
    """A typed value as it stands in JSON; amounts stay exact."""
    if isinstance(value, datetime):
        return value.isoformat().replace("+00:00", "Z")
    return value.isoformat() if isinstance(value, date) else value


def order_values(order: Order, names: Iterable[str]) -> Mapping[str, Any]:
    """What the order says under these names, as it stands in an instance; what it does not say is left out."""
    report = order.report
    found = dict(report.extras) | {name: getattr(report, name) for name in ORDER_FIELDS}
    found = {name: found.get(name) for name in names}
    return {name: json_form(value) for name, value in found.items() if value is not None}
