"""An order and the time go in, its deadlines come out: those that run, and those that have passed."""

from __future__ import annotations

from datetime import datetime

from stallkeeper.machine.compiled import Machine, step
from stallkeeper.machine.decision import DueDate, Expiry
from stallkeeper.machine.edges import passed
from stallkeeper.machine.facts import facts_of
from stallkeeper.machine.vocabulary import todays_order
from stallkeeper.orders import Order
from stallkeeper.spec.channel_spec import Deadline


def due(machine: Machine, order: Order) -> tuple[DueDate, ...]:
    """The deadlines that run for the order where it stands now; one whose condition does not hold does not run."""
    return tuple(
        DueDate(rule.id, _due_at(rule, order), rule.outcomes, rule.kept_by, rule.because, rule.place)
        for rule in _running(machine, order)
    )


def expire(machine: Machine, order: Order, *, now: datetime) -> tuple[Expiry, ...]:
    """The deadlines that have passed at `now`. Only one kept by us moves the order; the others are to be seen."""
    found = []
    for rule in _running(machine, order):
        due_at = _due_at(rule, order)
        if due_at is not None and due_at <= now:
            moves_to = rule.outcomes[0] if rule.kept_by == "us" else None
            found.append(Expiry(rule.id, due_at, rule.outcomes, rule.kept_by, moves_to, rule.because, rule.place))
    return tuple(found)


def _running(machine: Machine, order: Order) -> tuple[Deadline, ...]:
    here = machine.spec.statuses.get(order.status) if order.status is not None else None
    if here is None or here.deadline is None or not here.deadline.outcomes:
        return ()
    facts = facts_of(todays_order(machine, order))
    runs = step(machine.table, here.status, passed(here.deadline.id), facts) is not None
    return (here.deadline,) if runs else ()


def _due_at(rule: Deadline, order: Order) -> datetime | None:
    """When the rule is due: counted from the status, the order itself, or its first partial cancellation."""
    anchors = {
        "status": order.status_since,
        "ordered": order.report.ordered_at,
        "partial_cancel": order.partially_canceled_since,
    }
    anchor = anchors[rule.since]
    if anchor is None or rule.within is None:
        return None
    try:
        return anchor + rule.within
    except OverflowError:
        return None
