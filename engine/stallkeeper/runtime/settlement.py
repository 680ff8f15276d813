"""A submission and its order as just read in; whether its effect is there, and what to do if not, out. Pure."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from decimal import Decimal
from hashlib import blake2b
from typing import Any, Literal

from stallkeeper.errors import RETRYABLE, ErrorKind
from stallkeeper.machine.purpose import purpose_of
from stallkeeper.orders import Order, OrderLine, Submission
from stallkeeper.spec.channel_spec import ChannelSpec, StatusSpec
from stallkeeper.words import Status

GIVEN_BACK: frozenset[Status] = frozenset({"refunding", "partial_refunded", "refunded"})

Settled = Literal["confirmed", "superseded", "still_before", "unclear"]


@dataclass(frozen=True, slots=True)
class Reading:
    """What a look at the order says of a submission; `reason` is a sentence where it is not the usual way."""

    settled: Settled
    reason: str | None = None


def facts_before(order: Order) -> dict[str, Any]:
    """What a later look is compared with, kept in a submission's extras: the status, and a digest of what a refund or a
    shipment changes while the status stays."""
    return {
        "status_before": order.status,
        "evidence_before": evidence(order),
        "given_back_before": given_back(order),
        "line_ids_before": [line.id for line in order.report.lines],
    }


def evidence(order: Order, submission: Submission | None = None) -> str:
    """A digest of the amounts given back, the lines' own statuses and quantities, and the parcels. Not personal.

    Of the lines that were there when `submission` was asked for: those of an order merged into it show nothing.
    """
    lines = [
        (line.id, line.quantity, line.native_status, _plain(line.refunded), *_counted(line.shipped))
        for line in _lines_of(order, submission)
    ]
    return _digest(_plain(order.report.refunded), sorted(lines, key=repr), len(order.report.parcels))


def _lines_of(order: Order, submission: Submission | None) -> Iterator[OrderLine]:
    known = None if submission is None else submission.extras.get("line_ids_before")
    return (line for line in order.report.lines if known is None or line.id in known)


def _counted(shipped: int | None) -> tuple[int, ...]:
    """Nothing where no unit has left, or the channel counts none: it may begin to while an action is under way."""
    return (shipped,) if shipped else ()


def given_back(order: Order, submission: Submission | None = None) -> str:
    """A digest of what only a refund changes: the amounts given back, and the lines' own statuses. Lines as above."""
    lines = [(line.id, line.native_status, _plain(line.refunded)) for line in _lines_of(order, submission)]
    return _digest(_plain(order.report.refunded), sorted(lines, key=repr))


def gave_back_since(submission: Submission, order: Order) -> bool:
    """Whether somebody else gave money back since a refund was asked for: it was not meant on top of that."""
    purpose = purpose_of(submission.expected, submission.extras.get("status_before"))
    if purpose != "give_back" or "given_back_before" not in submission.extras:
        return False
    return order.status in GIVEN_BACK and given_back(order, submission) != submission.extras["given_back_before"]


def _digest(*facts: object) -> str:
    return blake2b(repr(facts).encode(), digest_size=8).hexdigest()


def _plain(amount: Decimal | None) -> str | None:
    """5 and 5.00 are the same amount."""
    return None if amount is None else format(amount.normalize(), "f")


def only_after(spec: ChannelSpec, submission: Submission) -> frozenset[Status]:
    """The statuses that the spec reaches from an expected one, and from where the order stood in no other way."""
    before = submission.extras.get("status_before")
    otherwise = _reached(spec, {before} if before else set(), submission.action, frozenset(submission.expected))
    return _reached(spec, set(submission.expected), None, frozenset()) - otherwise - {before}


def _reached(
    spec: ChannelSpec, start: set[Status], without_action: str | None, avoiding: frozenset[Status]
) -> frozenset[Status]:
    reached: set[Status] = set()
    waiting = list(start)
    while waiting:
        here = spec.statuses.get(waiting.pop())
        onward = set() if here is None else _onward(spec, here, without_action)
        fresh = onward - reached - avoiding
        reached |= fresh
        waiting.extend(fresh)
    return frozenset(reached)


def _onward(spec: ChannelSpec, here: StatusSpec, without_action: str | None) -> set[Status]:
    """Where an order may go from here: by itself, by a deadline, or by any action but one."""
    results = {status for name in here.actions if name != without_action for status in spec.actions[name].statuses}
    return {*here.next, *(here.deadline.outcomes if here.deadline else ()), *results}


def settle(
    submission: Submission, order: Order, passed: Collection[Status] = (), only_through: Collection[Status] = ()
) -> Reading:
    """Compare the order as just read with what the submission meant to bring about.

    `passed` holds statuses the order went through since the intent, `only_through` those it can have come to through an
    expected one only. An expected status that the order had before confirms only together with other evidence: a second
    partial refund is not confirmed by the first.
    """
    before = submission.extras.get("status_before")
    changed = evidence(order, submission) != submission.extras.get("evidence_before")
    if order.status in submission.expected and (order.status != before or shows(submission, order)):
        return Reading("confirmed")
    went_through = any(status in submission.expected for status in passed) or order.status in only_through
    if before not in submission.expected and went_through:
        return Reading("confirmed", f"the order went on to {order.status}")
    if order.status is None:
        return Reading("unclear", f"the order reports {order.native_status!r}, which the channel's spec does not map")
    if order.status != before:
        return Reading("superseded", f"the order moved to {order.status} ({order.native_status})")
    if order.native_status != submission.before:
        return Reading("unclear", f"the order went from {submission.before} to {order.native_status}, not as expected")
    if changed:
        return Reading("unclear", "the order changed, and not as expected")
    return Reading("still_before")


def shows(submission: Submission, order: Order) -> bool:
    """Whether an order that stands where it stood shows the action all the same: a refund by nothing but a refund."""
    if order.status in GIVEN_BACK and "given_back_before" in submission.extras:
        return bool(given_back(order, submission) != submission.extras["given_back_before"])
    return bool(evidence(order, submission) != submission.extras.get("evidence_before"))


Next = Literal["in_doubt", "again", "rest", "look", "acknowledged"]


def plan_failure(kind: ErrorKind, doubtful: bool) -> Next:
    """What follows a marketplace's no.

    Doubt first: whatever may have taken effect is looked up. A refused key rests the account and nothing is lost. Any
    other refusal is looked into before it counts: the order may have moved meanwhile, or an earlier attempt had worked.
    """
    if doubtful:
        return "in_doubt"
    if kind in RETRYABLE:
        return "again"
    if kind == "auth":
        return "rest"
    return "acknowledged" if kind == "already_done" else "look"
