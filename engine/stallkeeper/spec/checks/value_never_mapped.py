"""The words that a binding gives to a field and those that the channel knows do not meet.

A condition asks for a value that the binding's `map` never gives, or the map gives one that the field does not
declare. Mostly one of the two is misspelt.

Bad:

    order_fields: {delivery_mode: {type: text, values: [tracked, standard]}}
    actions:
      ship:
        results_in: shipped
        needs:
          - if: {order.delivery_mode: tracked}
            then: [tracking_number]
    # binding.yaml
    order:
      id: id
      native_status: status
      delivery_mode: {from: mode, map: {STD: standard}}
    actions:
      ship:
        request: {method: POST, path: /orders/<order.id>/ship, body: {"code?": <fields.tracking_number>}}
        doubt: {read_back_after: 1 minute, then: ask}

Good:

    order_fields: {delivery_mode: {type: text, values: [tracked, standard]}}
    actions:
      ship:
        results_in: shipped
        needs:
          - if: {order.delivery_mode: tracked}
            then: [tracking_number]
    # binding.yaml
    order:
      id: id
      native_status: status
      delivery_mode: {from: mode, map: {TRK: tracked, STD: standard}}
    actions:
      ship:
        request: {method: POST, path: /orders/<order.id>/ship, body: {"code?": <fields.tracking_number>}}
        doubt: {read_back_after: 1 minute, then: ask}
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from stallkeeper.problems import Problem, warning
from stallkeeper.spec.bound import Bound
from stallkeeper.spec.domains import literals_of
from stallkeeper.spec.uses import condition_uses
from stallkeeper.text.wording import did_you_mean, quoted

CODE = "value-never-mapped"


def check_bound(bound: Bound) -> Iterator[Problem]:
    given = dict(_given(bound))
    for use in condition_uses(bound.channel):
        known = given.get(use.condition.name)
        if known is None or use.condition.operator not in ("is", "one_of"):
            continue
        for value in literals_of(use.condition):
            if value not in known:
                message = f"{quoted(use.condition.name)} is never {quoted(value)}: the binding's `map` does not give it"
                hint = did_you_mean(value, sorted(map(str, known)))
                yield warning(use.condition.place, CODE, message, hint, witness=f"{use.condition.name} {value}")
    yield from _beyond(bound, given)


def _given(bound: Bound) -> Iterator[tuple[str, list[Any]]]:
    """Every order field that the binding gives only words of a closed list, with these."""
    from stallkeeper.spec.binding_mapping import UNSET  # only where there is a binding

    for field in (*bound.binding.order.fields, *bound.binding.order.extras):
        if field.values is not None:
            otherwise = () if field.otherwise is UNSET else (field.otherwise,)
            yield f"order.{field.target}", [*field.values.values(), *otherwise]


def _beyond(bound: Bound, given: Mapping[str, list[Any]]) -> Iterator[Problem]:
    for name, field in bound.channel.order_fields.items():
        for value in given.get(f"order.{name}", ()) if field.values else ():
            if value is not None and value not in field.values:
                message = f"the binding gives {quoted(name)} the value {quoted(value)}, which is not declared"
                at = bound.file.at("order")
                place = (at.at(name) if name in at else at.at("extras").at(name)).place
                hint = did_you_mean(value, map(str, field.values))
                yield warning(place, CODE, message, hint, witness=f"{name} {value}")
