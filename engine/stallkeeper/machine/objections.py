"""An order and an action go in, every reason against it comes out, missing and wrong fields aside."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from stallkeeper.machine.compiled import Machine
from stallkeeper.machine.decision import Reason
from stallkeeper.machine.expire import expire
from stallkeeper.machine.facts import NO_FIELDS, facts_of, is_about_fields
from stallkeeper.machine.guards import condition_test
from stallkeeper.machine.wording import condition_text, did_you_mean, list_text, near_misses
from stallkeeper.orders import OPEN_STATES, Order, Submission
from stallkeeper.spec.channel_spec import ActionSpec
from stallkeeper.words import FIRST_SEEN, MERGED, MERGED_INTO, STATUSES, VANISHED

_SENT = STATUSES["shipped"].rank

_UNDER_WAY = {
    "queued": "waits to be sent",
    "sending": "is being sent",
    "acknowledged": "was taken by the marketplace and is not confirmed yet",
    "in_doubt": "may or may not have happened",
}


def objections(
    machine: Machine,
    order: Order,
    name: str,
    *,
    now: datetime,
    pending: Submission | None = None,
    fields: Mapping[str, Any] | None = None,
) -> tuple[Reason, ...]:
    """All reasons why `name` is not offered to this order now; without `fields`, conditions on them are not asked."""
    action = machine.spec.actions.get(name)
    if action is None:
        return (_unknown_action(machine, name), *_pending(machine, pending))
    return (
        *_against_mixing(machine, order, name),
        *_against_status(machine, order, action),
        *_against_absence(machine, order),
        *_against_gate(machine, order, name),
        *_against_fulfilment(machine, order, action),
        *_against_conditions(order, action, fields),
        *_against_time(machine, order, name, now),
        *_pending(machine, pending),
    )


def _unknown_action(machine: Machine, name: str) -> Reason:
    known = tuple(machine.spec.actions)
    meant = did_you_mean(near_misses(name, known, 1)) or f"; there are {list_text(known) or 'none'}"
    message = f"{machine.spec.title} has no action {name[:60]!r}{meant}"
    return Reason("unknown_action", message, machine.spec.place_of("actions"))


def _against_mixing(machine: Machine, order: Order, name: str) -> Iterator[Reason]:
    """Where it is known which account would send it, a test order and a live one never change sides."""
    if machine.for_tests is None or machine.for_tests is order.is_test:
        return
    if order.is_test:
        message = f"this is a test order, and its account is a live one; no {name} of it is ever sent there"
    else:
        message = f"this order is a real one, and its account is marked `test`; no {name} of it is sent there"
    yield Reason("test", message, machine.spec.place_of("actions", name))


def _against_status(machine: Machine, order: Order, action: ActionSpec) -> Iterator[Reason]:
    spec = machine.spec
    flag = spec.flags.get(order.native_status)
    if order.status is None and flag is not None:
        message = f"the order's native status {order.native_status!r} only raises {flag.raises}; no status is known yet"
        yield Reason("wrong_status", message, flag.place)
    elif order.status is None:
        message = f"the order's native status {order.native_status!r} is not mapped, so nothing is offered"
        yield Reason("unknown_status", message, spec.place_of("statuses"))
    elif (order.status, action.name) not in machine.table:
        offered_at = [status.status for status in spec.statuses.values() if action.name in status.actions]
        where = f"it is at {list_text(offered_at, 'and')}" if offered_at else "it is offered nowhere"
        message = f"{action.name} is not offered at {order.status} (native {order.native_status}); {where}"
        yield Reason("wrong_status", message, spec.place_of("statuses", order.status, "actions"))


def _against_absence(machine: Machine, order: Order) -> Iterator[Reason]:
    if VANISHED in order.flags:
        message = f"{machine.spec.title} does not know the order any more; it is asked for each day whether it is back"
        yield Reason("vanished", message, machine.spec.place_of())
    if MERGED in order.flags:
        message = (
            f"the order has become part of order {order.report.extras.get(MERGED_INTO)}; that one is to be acted on"
        )
        yield Reason("vanished", message, machine.spec.place_of("order_fields", MERGED_INTO))


def _against_gate(machine: Machine, order: Order, name: str) -> Iterator[Reason]:
    because = machine.spec.gates.get(order.native_status)
    if because is not None:
        message = f"no {name} at native status {order.native_status}: {because}"
        yield Reason("gate", message, machine.spec.place_of("gates", order.native_status))


def _against_fulfilment(machine: Machine, order: Order, action: ActionSpec) -> Iterator[Reason]:
    """Until it is sent, an order that the marketplace ships itself is not the seller's to do anything with."""
    spec = machine.spec
    if spec.fulfilled_by_channel is None or not order.report.fulfilled_by_channel:
        return
    if (order.status, action.name) in machine.table and STATUSES[order.status or FIRST_SEEN].rank < _SENT:
        message = f"{spec.title} ships this order itself; {action.name} is not the seller's to do at {order.status}"
        yield Reason("condition", message, spec.place_of("fulfilled_by_channel"))


def _against_conditions(order: Order, action: ActionSpec, fields: Mapping[str, Any] | None) -> Iterator[Reason]:
    facts = facts_of(order, fields if fields is not None else NO_FIELDS)
    for condition in action.conditions:
        if fields is None and is_about_fields(condition.name):
            continue
        if not condition_test(condition)(facts):
            actual = f" (it is {order.native_status})" if condition.name == "native.status" else ""
            message = f"{action.name} is allowed only if {condition_text(condition)}{actual}"
            yield Reason("condition", message, condition.place)


def _against_time(machine: Machine, order: Order, name: str, now: datetime) -> Iterator[Reason]:
    """After a passed deadline the order should stand elsewhere; only what is offered there stays possible."""
    for expiry in expire(machine, order, now=now):
        if not any((outcome, name) in machine.table for outcome in expiry.outcomes):
            outcome = list_text(expiry.outcomes)
            message = (
                f"the deadline {expiry.rule} passed at {expiry.due_at:%Y-%m-%d %H:%M} UTC ({outcome}): {expiry.because}"
            )
            yield Reason("deadline_passed", message, expiry.place)


def _pending(machine: Machine, pending: Submission | None) -> Iterator[Reason]:
    if pending is not None and pending.state in OPEN_STATES:
        message = f"{pending.action} {_UNDER_WAY[pending.state]}; one action at a time"
        yield Reason("pending", message, machine.spec.place_of("actions", pending.action))
