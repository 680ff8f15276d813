"""A yes to a seller and the order it is about in; the same, or a question that a person has to answer first, out."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from stallkeeper.machine.compiled import Machine
from stallkeeper.machine.decision import Change, Decision, Reason, Unconfirmed
from stallkeeper.machine.purpose import purpose_of
from stallkeeper.orders import CANCEL_REQUESTED, Order

CONFIRMED = "confirmed_requests"
"""The key of a submission's extras that holds the requests to cancel which a person has seen and said yes to."""

_OVER = frozenset({"canceled", "refused", "shipped", "closed", "refunding", "refunded"})


def open_requests(order: Order) -> tuple[str | None, ...]:
    """The lines whose buyer asks to cancel and which are neither canceled nor sent; None for the order as a whole."""
    whole: tuple[str | None, ...] = (None,) if CANCEL_REQUESTED in order.flags and order.status not in _OVER else ()
    lines = (line for line in order.report.lines if CANCEL_REQUESTED in line.flags)
    return (*whole, *(line.id for line in lines if line.quantity and line.status not in _OVER))


def asked_first(
    machine: Machine, order: Order, decision: Decision, confirmed: Collection[str | None]
) -> Decision | Unconfirmed:
    """To send what the buyer asks to cancel wants a person's word. `confirmed` are the requests that have it."""
    if not isinstance(decision, Change) or purpose_of(decision.expected, order.status) != "send":
        return decision
    against = [line for line in open_requests(order) if line not in confirmed and _concerns(line, decision.fields)]
    if not against:
        return decision
    lines = [line for line in against if line is not None]
    what = f"line {', '.join(lines[:5])}" if lines and None not in against else "the order"
    message = f"the buyer asks to cancel {what}; {decision.action} all the same only if you confirm it"
    place = machine.spec.place_of("actions", decision.action)
    return Unconfirmed(decision.action, (Reason("condition", message, place),), decision)


def _concerns(line: str | None, fields: Mapping[str, Any]) -> bool:
    """Whether an action with these fields sends what a request is about."""
    named = fields.get("line")
    return named is None or line is None or named == line
