"""A submission and its order as just read in; whether its effect is there, and what to do if not, out. Pure."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Literal

from stallkeeper.errors import RETRYABLE, ErrorKind
from stallkeeper.machine.purpose import CALLED_OFF, SENT
from stallkeeper.orders import Order, Submission
from stallkeeper.runtime.evidence import (
    GIVEN_BACK,
    GONE,
    evidence_of,
    has_more_lines,
    known_before,
    lines_meant,
    money_given_back,
    others_changed,
    purpose_here,
)
from stallkeeper.spec.channel_spec import ChannelSpec, StatusSpec
from stallkeeper.words import Status

Settled = Literal["confirmed", "superseded", "still_before", "unclear"]

MERGED = "lines of another order came in, and those asked for do not show it"
ANOTHER_LINE = "another line of it changed, and those asked for do not show it"


@dataclass(frozen=True, slots=True)
class Reading:
    """What a look at the order says of a submission; `reason` is a sentence where it is not the usual way."""

    settled: Settled
    reason: str | None = None


def may_be_merged(submission: Submission, order: Order) -> bool:
    """Whether an order that has moved may stand there by the lines that came in, and not by the action."""
    if not has_more_lines(submission, order):
        return False
    change = evidence_of(submission, order)
    if purpose_here(submission) == "give_back":
        return change != "shown"
    return purpose_here(submission) == "send" and change == "none" and _count_units(submission, order)


def _count_units(submission: Submission, order: Order) -> bool:
    before = known_before(submission)
    own = () if before is None else [line for line in order.report.lines if line.id in before.lines]
    return all(line.shipped is not None for line in own)


def gave_back_since(submission: Submission, order: Order) -> bool:
    """Whether somebody else gave money back since a refund was asked for: it was not meant on top of that."""
    if purpose_here(submission) != "give_back":
        return False
    if known_before(submission) is None:  # an older version kept nothing to compare: what was given back may be this
        return order.status in GIVEN_BACK or any(money_given_back(order))
    change = evidence_of(submission, order)
    return change != "none" if order.status in GIVEN_BACK else change == "shown"


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
    expected one only. A status confirms where the action brings it about and no line says otherwise; one where the
    order may stand all the same, for other lines of it do, confirms only together with evidence of its own lines. So
    does one that the order had before: a second partial refund is not confirmed by the first.
    """
    before, change = submission.extras.get("status_before"), evidence_of(submission, order)
    if (turned := _turned_back(submission, passed)) is not None and order.status in submission.expected:
        return Reading("unclear", f"the order went to {turned} first, where it cannot have gone after this")
    if order.status in submission.expected and order.status == before and change == "shown":
        return Reading("confirmed")
    if order.status in submission.expected and order.status != before:
        return _moved_there(submission, order)
    went_through = any(status in brought_about(submission) for status in passed) or order.status in only_through
    spoilt = may_be_merged(submission, order) or contradicted(submission, order)
    if before not in submission.expected and went_through and not spoilt:
        return Reading("confirmed", f"the order went on to {order.status}")
    if order.status is None:
        return Reading("unclear", f"the order reports {order.native_status!r}, which the channel's spec does not map")
    return _not_shown(submission, order)


def _moved_there(submission: Submission, order: Order) -> Reading:
    """It stands at an expected status, and did not before."""
    change = evidence_of(submission, order)
    if change in ("shown", "in_part"):
        return Reading("confirmed")
    if contradicted(submission, order):
        return Reading("superseded", f"the order moved to {order.status} ({order.native_status}), and its lines not so")
    if may_be_merged(submission, order):
        return Reading("unclear", MERGED)
    if order.status not in brought_about(submission):
        return Reading("unclear", f"the order moved to {order.status}, where it may come without this too")
    if (change == "none" and others_changed(submission, order)) or _is_gone(submission, order):
        return Reading("unclear", ANOTHER_LINE)
    return Reading("confirmed")


def _is_gone(submission: Submission, order: Order) -> bool:
    """Whether the order has other lines, and none of those that it is about: they did not bring it where it is."""
    before = known_before(submission)
    meant = [] if before is None else lines_meant(submission, order, before)
    return bool(meant and order.report.lines) and all(now is None for _, now in meant)


def _turned_back(submission: Submission, passed: Collection[Status]) -> Status | None:
    """A status since it left that no order comes to once it is called off: what called it off later was not this."""
    if purpose_here(submission) != "call_off":
        return None
    stays = {*submission.expected, submission.extras.get("status_before"), *CALLED_OFF, *GIVEN_BACK, "to_refund"}
    return next((status for status in passed if status not in stays), None)


def brought_about(submission: Submission) -> frozenset[Status]:
    """Of the statuses expected, those that the action itself leads to; at the others an order may stand anyhow."""
    expected = frozenset(submission.expected)
    if (purpose := purpose_here(submission)) == "call_off":
        return expected & CALLED_OFF
    if purpose == "give_back":
        return expected - SENT
    return expected - CALLED_OFF


def contradicted(submission: Submission, order: Order) -> bool:
    """Whether every line that it is about went where it cannot go after this: called off and not sent, or sent and not
    called off."""
    before = known_before(submission)
    meant = [] if before is None else lines_meant(submission, order, before)
    purpose = purpose_here(submission)
    if not meant or purpose == "give_back":
        return False
    if purpose == "call_off":
        return all(now is not None and now.status in GONE and was.status not in GONE for was, now in meant)
    return all(now is not None and (now.status in CALLED_OFF or now.quantity == 0) for _, now in meant)


def ruled_out(submission: Submission, order: Order) -> bool:
    """Whether it says that the action had no effect, by its lines or by where it stands; of money nothing says so."""
    match purpose_here(submission):
        case "give_back":
            return False
        case "call_off":
            return order.status in GONE or contradicted(submission, order)
    return order.status in CALLED_OFF or contradicted(submission, order)


def _not_shown(submission: Submission, order: Order) -> Reading:
    if order.status != submission.extras.get("status_before"):
        return Reading("superseded", f"the order moved to {order.status} ({order.native_status})")
    if order.native_status != submission.before:
        return Reading("unclear", f"the order went from {submission.before} to {order.native_status}, not as expected")
    change = evidence_of(submission, order)
    if change == "untold":
        return Reading("unclear", MERGED if has_more_lines(submission, order) else "nothing tells whose doing it was")
    return Reading("still_before") if change == "none" else Reading("unclear", "the order changed, and not as expected")


def shows(submission: Submission, order: Order) -> bool:
    """Whether an order that stands where it stood shows the action all the same."""
    return evidence_of(submission, order) == "shown"


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
