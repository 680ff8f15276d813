"""An order, an action and its fields go in, a decision comes out: what would be sent, or why it will not be."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from stallkeeper.machine.advice import advice_of, label_advice
from stallkeeper.machine.compiled import Machine, step
from stallkeeper.machine.decision import Change, Decision, Incomplete, NotOffered
from stallkeeper.machine.facts import facts_of
from stallkeeper.machine.given import resolve_given
from stallkeeper.machine.objections import objections
from stallkeeper.machine.one_parcel import one_parcel
from stallkeeper.machine.vocabulary import todays_order
from stallkeeper.orders import NO_LISTS, Lists, Order, Submission


def decide(
    machine: Machine,
    order: Order,
    action: str,
    fields: Mapping[str, Any],
    *,
    now: datetime,
    pending: Submission | None = None,
    lists: Lists = NO_LISTS,
) -> Decision:
    """What becomes of a seller's wish to do `action` with `order`.

    `fields` may be typed or text as from a command line. A Change carries them typed, a carrier by its code, defaults
    filled in; NotOffered says why the action is not possible at all, Incomplete what has to be given or mended.
    `pending` is the order's submission that is under way, if any. `lists` are the lists of values that the channel
    gives, as they were last read; where one is not known the declared values hold. Never raises, whatever is asked.
    """
    order = todays_order(machine, order)
    requirements = machine.requirements.get(action)
    if requirements is None:
        return NotOffered(action, objections(machine, order, action, now=now, pending=pending))
    fields, of_parcels = one_parcel(requirements.action, fields)
    given = resolve_given(machine, order, requirements, fields, lists)
    against = objections(machine, order, action, now=now, pending=pending, fields=given.fields)
    if against:
        return NotOffered(action, against)
    if given.reasons or step(machine.table, order.status, action, facts_of(order, given.fields)) is None:
        return Incomplete(action, given.missing, given.reasons)
    advice = (*advice_of(requirements.action, given.fields), *of_parcels, *label_advice(requirements.action, order))
    expected = requirements.action.results_from(order.status) if order.status is not None else ()
    return Change(action, expected, given.fields, advice)


def offered(machine: Machine, order: Order, *, now: datetime, pending: Submission | None = None) -> tuple[str, ...]:
    """The actions a seller may start with this order now, in the author's order; their fields are not asked yet."""
    order = todays_order(machine, order)
    here = machine.spec.statuses.get(order.status) if order.status is not None else None
    if here is None:
        return ()
    return tuple(name for name in here.actions if not objections(machine, order, name, now=now, pending=pending))
