"""An order and an action go in, an explanation comes out: whether it may be done now, and every reason why not."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from stallkeeper.machine.advice import advice_of
from stallkeeper.machine.compiled import Machine
from stallkeeper.machine.decision import Explanation
from stallkeeper.machine.facts import NO_FIELDS, facts_of
from stallkeeper.machine.given import resolve_given
from stallkeeper.machine.objections import objections
from stallkeeper.machine.one_parcel import one_parcel
from stallkeeper.machine.requirements import Requirements
from stallkeeper.machine.vocabulary import todays_order
from stallkeeper.orders import NO_LISTS, Lists, Order, Submission


def explain(
    machine: Machine,
    order: Order,
    action: str,
    fields: Mapping[str, Any] | None = None,
    *,
    now: datetime,
    pending: Submission | None = None,
    lists: Lists = NO_LISTS,
) -> Explanation:
    """Why `action` may or may not be done with `order` now: all reasons at once, each with its rule's place.

    Without `fields` it is asked whether the action may be started: what it needs is listed and nothing is called
    missing. With `fields` it is asked whether it may be sent like that. `lists` as for `decide`. Never raises.
    """
    order = todays_order(machine, order)
    requirements = machine.requirements.get(action)
    if requirements is None:
        return Explanation(action, False, objections(machine, order, action, now=now, pending=pending))
    one, _ = one_parcel(requirements.action, fields if fields is not None else NO_FIELDS)
    given = resolve_given(machine, order, requirements, one, lists)
    asked = given.fields if fields is not None else None
    against = objections(machine, order, action, now=now, pending=pending, fields=asked)
    reasons = (*against, *given.reasons) if fields is not None else against
    needs = _needs(order, requirements, given.fields)
    accepts = tuple(name for name in requirements.fields if name not in needs)
    missing = given.missing if fields is not None else ()
    advice = advice_of(requirements.action, given.fields)
    return Explanation(action, not reasons, reasons, missing, needs, accepts, advice)


def _needs(order: Order, requirements: Requirements, fields: Mapping[str, Any]) -> tuple[str, ...]:
    """The fields that the action cannot go without, for this order and with what is given so far."""
    facts = facts_of(order, fields)
    applying = (compiled.need.fields for compiled in requirements.needs if compiled.applies(facts))
    return tuple(dict.fromkeys(name for names in applying for name in names))
