"""A submission and its order as just read in; whether its effect is there, and what to do if not, out. Pure."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from hashlib import blake2b
from typing import Any, Literal

from stallkeeper.errors import RETRYABLE, ErrorKind
from stallkeeper.orders import Order, Submission

Settled = Literal["confirmed", "superseded", "still_before", "unclear"]


@dataclass(frozen=True, slots=True)
class Reading:
    """What a look at the order says of a submission; `reason` is a sentence where it is not the usual way."""

    settled: Settled
    reason: str | None = None


def facts_before(order: Order) -> dict[str, Any]:
    """What a later look is compared with, kept in a submission's extras: the status, and a digest of what a refund or a
    shipment changes while the status stays."""
    return {"status_before": order.status, "evidence_before": evidence(order)}


def evidence(order: Order) -> str:
    """A digest of the amounts given back, the lines' own statuses and quantities, and the parcels. Not personal."""
    report = order.report
    lines = [(line.id, line.quantity, line.native_status, str(line.refunded)) for line in report.lines]
    text = repr((str(report.refunded), sorted(lines, key=repr), len(report.parcels)))
    return blake2b(text.encode(), digest_size=8).hexdigest()


def settle(submission: Submission, order: Order, passed: Collection[str] = ()) -> Reading:
    """Compare the order as just read with what the submission meant to bring about.

    `passed` holds statuses the order went through since the intent. An expected status that the order had before
    confirms only together with other evidence: a second partial refund is not confirmed by the first.
    """
    before = submission.extras.get("status_before")
    changed = evidence(order) != submission.extras.get("evidence_before")
    if order.status in submission.expected and (order.status != before or changed):
        return Reading("confirmed")
    if before not in submission.expected and any(status in submission.expected for status in passed):
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


Next = Literal["in_doubt", "again", "rejected", "rest", "look", "acknowledged"]


def plan_failure(kind: ErrorKind, doubtful: bool, was_in_doubt: bool) -> Next:
    """What follows a marketplace's no.

    Doubt first: whatever may have taken effect is looked up. A refused key rests the account and nothing is lost. A
    refusal after an earlier doubt may only mean that the first attempt had worked, so it is looked up as well.
    """
    if doubtful:
        return "in_doubt"
    if kind in RETRYABLE:
        return "again"
    if kind == "auth":
        return "rest"
    if kind == "already_done":
        return "acknowledged"
    return "look" if kind == "state_conflict" or was_in_doubt else "rejected"
