"""A submission and its order as just read in; whether its effect is there, and what to do if not, out. Pure."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
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
Change = Literal["shown", "none", "untold"]

MERGED = "lines of another order came in, and those asked for do not show it"


@dataclass(frozen=True, slots=True)
class Reading:
    """What a look at the order says of a submission; `reason` is a sentence where it is not the usual way."""

    settled: Settled
    reason: str | None = None


def facts_before(order: Order) -> dict[str, Any]:
    """What a later look is compared with, kept in a submission's extras: the status, and a digest of what a refund or a
    shipment changes while the status stays; of the lines alone too, for an order into which others are merged."""
    lines = order.report.lines
    return {
        "status_before": order.status,
        "evidence_before": evidence(order),
        "given_back_before": given_back(order),
        "line_ids_before": [line.id for line in lines],
        "words_before": {line.id: [line.native_status, line.status] for line in lines},
        "lines_evidence_before": _digest(_worked_on(lines)),
        "lines_given_back_before": _digest(_paid_for(lines)),
        "refunded_before": _digest(_plain(order.report.refunded), _refunded(lines)),
        "lines_refunded_before": _digest(_refunded(lines)),
    }


def evidence(order: Order) -> str:
    """A digest of the amounts given back, the lines' own statuses and quantities, and the parcels. Not personal."""
    report = order.report
    return _digest(_plain(report.refunded), _worked_on(report.lines), len(report.parcels))


def given_back(order: Order) -> str:
    """A digest of what only a refund changes: the amounts given back, and the lines' own statuses."""
    return _digest(_plain(order.report.refunded), _paid_for(order.report.lines))


def _worked_on(lines: Iterable[OrderLine]) -> list[tuple[object, ...]]:
    facts = [
        (line.id, line.quantity, line.native_status, _plain(line.refunded), *_counted(line.shipped)) for line in lines
    ]
    return sorted(facts, key=repr)


def _paid_for(lines: Iterable[OrderLine]) -> list[tuple[object, ...]]:
    return sorted([(line.id, line.native_status, _plain(line.refunded)) for line in lines], key=repr)


def _refunded(lines: Iterable[OrderLine]) -> list[tuple[object, ...]]:
    """A line that is received, or sent, says nothing of money: its word counts where it is one of a refund."""
    return sorted([(line.id, line.status in GIVEN_BACK, _plain(line.refunded)) for line in lines], key=repr)


def _counted(shipped: int | None) -> tuple[int, ...]:
    """Nothing where no unit has left, or the channel counts none: it may begin to while an action is under way."""
    return (shipped,) if shipped else ()


def _has_more_lines(submission: Submission, order: Order) -> bool:
    """Whether lines came in since: those of an order that was merged into it, with its money and its parcels."""
    known = submission.extras.get("line_ids_before")
    return known is not None and any(line.id not in known for line in order.report.lines)


def _own_lines(submission: Submission, order: Order) -> list[OrderLine]:
    return [line for line in order.report.lines if line.id in submission.extras["line_ids_before"]]


def evidence_since(submission: Submission, order: Order) -> Change:
    """Whether the order shows that something was done since: a refund, units sent, another word of a line, a parcel.

    Where lines came in, those that were there say so: the money and the parcels of the whole order are another's too.
    """
    before, order = submission.extras.get("evidence_before"), _without_flag_words(submission, order)
    if not _has_more_lines(submission, order):
        return "none" if evidence(order) == before else "shown"
    own = _own_lines(submission, order)
    told = _tells_money(order) and (not order.report.parcels or _tell_units(own))
    return _change_of_lines(submission.extras.get("lines_evidence_before"), _digest(_worked_on(own)), told=told)


def _without_flag_words(submission: Submission, order: Order) -> Order:
    """Lines whose word only raises a flag, for their buyer asks to cancel, have the word of before: nothing was done.

    Of a submission that an older version stored none is known, and any other word counts.
    """
    words = submission.extras.get("words_before", {})
    lines = tuple(
        replace(line, native_status=words[line.id][0])
        if line.flags and line.id in words and line.status == words[line.id][1]
        else line
        for line in order.report.lines
    )
    return order if lines == order.report.lines else replace(order, report=replace(order.report, lines=lines))


def given_back_since(submission: Submission, order: Order) -> Change:
    """Whether money may have been given back since: by amounts, or by any other word of a line."""
    before = submission.extras.get("given_back_before")
    if not _has_more_lines(submission, order):
        return "none" if given_back(order) == before else "shown"
    own = _digest(_paid_for(_own_lines(submission, order)))
    return _change_of_lines(submission.extras.get("lines_given_back_before"), own, told=_tells_money(order))


def refunded_since(submission: Submission, order: Order) -> Change:
    """Whether money was given back since, for certain: by amounts, or by a line's word that means it.

    What an older version asked for kept no such digest, and is read as it was then.
    """
    extras = submission.extras
    if "refunded_before" not in extras:
        return given_back_since(submission, order)
    if not _has_more_lines(submission, order):
        now = _digest(_plain(order.report.refunded), _refunded(order.report.lines))
        return "none" if now == extras["refunded_before"] else "shown"
    own = _digest(_refunded(_own_lines(submission, order)))
    return _change_of_lines(extras.get("lines_refunded_before"), own, told=_tells_money(order))


def _change_of_lines(before: str | None, now: str, *, told: bool) -> Change:
    """`told`: lines that stand where they stood say that nothing was done. An older version kept no digest of them."""
    if before is not None and before != now:
        return "shown"
    return "none" if before is not None and told else "untold"


def _tells_money(order: Order) -> bool:
    """Whether every amount that was given back stands at a line."""
    return sum((line.refunded or Decimal(0) for line in order.report.lines), Decimal(0)) == (order.report.refunded or 0)


def _tell_units(lines: Iterable[OrderLine]) -> bool:
    return all(line.shipped is not None for line in lines)


def may_be_merged(submission: Submission, order: Order) -> bool:
    """Whether an order that has moved may stand there by the lines that came in, and not by the action."""
    if not _has_more_lines(submission, order):
        return False
    purpose = purpose_of(submission.expected, submission.extras.get("status_before"))
    if purpose == "give_back":
        return refunded_since(submission, order) != "shown"
    tell = _tell_units(_own_lines(submission, order))
    return purpose == "send" and tell and evidence_since(submission, order) == "none"


def gave_back_since(submission: Submission, order: Order) -> bool:
    """Whether somebody else gave money back since a refund was asked for: it was not meant on top of that."""
    purpose = purpose_of(submission.expected, submission.extras.get("status_before"))
    if purpose != "give_back" or "given_back_before" not in submission.extras:
        return False
    return order.status in GIVEN_BACK and given_back_since(submission, order) != "none"


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
    merged = order.status != before and may_be_merged(submission, order)
    if order.status in submission.expected and not merged and (order.status != before or shows(submission, order)):
        return Reading("confirmed")
    went_through = any(status in submission.expected for status in passed) or order.status in only_through
    if before not in submission.expected and went_through and not may_be_merged(submission, order):
        return Reading("confirmed", f"the order went on to {order.status}")
    if order.status is None:
        return Reading("unclear", f"the order reports {order.native_status!r}, which the channel's spec does not map")
    if merged and order.status in submission.expected:
        return Reading("unclear", MERGED)
    return _not_shown(submission, order)


def _not_shown(submission: Submission, order: Order) -> Reading:
    if order.status != submission.extras.get("status_before"):
        return Reading("superseded", f"the order moved to {order.status} ({order.native_status})")
    if order.native_status != submission.before:
        return Reading("unclear", f"the order went from {submission.before} to {order.native_status}, not as expected")
    change = evidence_since(submission, order)
    if change == "untold":
        return Reading("unclear", MERGED)
    return Reading("still_before") if change == "none" else Reading("unclear", "the order changed, and not as expected")


def shows(submission: Submission, order: Order) -> bool:
    """Whether an order that stands where it stood shows the action all the same: a refund by nothing but a refund."""
    if order.status in GIVEN_BACK and "given_back_before" in submission.extras:
        return refunded_since(submission, order) == "shown"
    return evidence_since(submission, order) == "shown"


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
