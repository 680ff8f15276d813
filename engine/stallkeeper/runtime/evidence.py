"""What stood of an order before its action left, and the order as just read, in; what of the action it shows out. Pure.

Evidence is what the action itself changes, at the lines that it was about: units sent for a shipment, units or lines
called off for a cancellation, money for a refund. Whatever else changed meanwhile is somebody else's doing.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Literal

from stallkeeper.machine.purpose import CALLED_OFF, SENT, Purpose, purpose_of
from stallkeeper.orders import Order, OrderLine, Submission
from stallkeeper.words import Status

GIVEN_BACK: frozenset[Status] = frozenset({"refunding", "partial_refunded", "refunded"})
GONE: frozenset[Status] = SENT | {"closed"}
_ENDED = GONE | CALLED_OFF | GIVEN_BACK

Change = Literal["shown", "in_part", "otherwise", "none", "untold"]
"""Shown by its own lines, by some of them only; changed in another way; nothing of it is there; nobody can tell."""

FACTS = "facts_before"
"""The key of a submission's extras that holds what stood of its order."""
BEFORE_CARRIED = "before_carried"
"""And of a retry, what stood of those lines that were taken for the one that it is the retry of, before they were."""


@dataclass(frozen=True, slots=True)
class LineFacts:
    """What an action may change of a line. None of it is personal."""

    status: Status | None = None
    word: str | None = None
    quantity: int = 1
    shipped: int | None = None
    refunded: str | None = None


@dataclass(frozen=True, slots=True)
class OrderFacts:
    """What an action may change of an order. `refunded` is written plainly, for 5 and 5.00 are the same amount, and so
    are 0 and no word of any."""

    refunded: str | None
    parcels: int
    own_parcels: int
    lines: Mapping[str, LineFacts]


def facts_before(order: Order, fields: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """What a later look is compared with, kept in a submission's extras: the status, and what an action may change.

    Of the parcels their number, and how many bear the number that is about to be sent: numbers go with their buyer.
    """
    report = order.report
    facts = {
        "refunded": _plain(report.refunded),
        "parcels": len(report.parcels),
        "own_parcels": _own_parcels(fields or {}, order),
        "lines": facts_of_lines(order),
    }
    return {"status_before": order.status, FACTS: facts}


def facts_of_lines(order: Order) -> dict[str, list[Any]]:
    """What an action may change of each line, by its id, as it is kept."""
    return {line.id: list(_cells(line)) for line in order.report.lines}


def known_before(submission: Submission) -> OrderFacts | None:
    """What stood of the order; None: it was asked for by an older version, which kept nothing that can be compared."""
    told = submission.extras.get(FACTS)
    if told is None:
        return None
    lines = {**told["lines"], **submission.extras.get(BEFORE_CARRIED, {})}
    facts = told["refunded"], told["parcels"], told["own_parcels"]
    return OrderFacts(*facts, {each: LineFacts(*cells) for each, cells in lines.items()})


def purpose_here(submission: Submission) -> Purpose:
    """What it is there for, given where its order stood."""
    return purpose_of(submission.expected, submission.extras.get("status_before"))


def evidence_of(submission: Submission, order: Order) -> Change:
    """Whether the order shows what the submission meant to bring about, wherever the order itself stands by now."""
    before = known_before(submission)
    if before is None:
        return "untold"
    meant = lines_meant(submission, order, before)
    shown = [line_shows(submission, was, now) for was, now in meant]
    if purpose_here(submission) == "give_back":
        return _of_money(submission, order, before, shown)
    if "shown" in shown:
        return "in_part" if "none" in shown else "shown"
    if "otherwise" in shown:
        return "otherwise"
    if not meant and before.lines:
        return "untold"  # the line that it names is none of them
    change = _of_order(submission, order, before, [now for _, now in meant])
    return "untold" if change == "none" and _has_twins(order) else change


def _has_twins(order: Order) -> bool:
    """Whether two of its lines have one id: of one of them nobody can tell how it stood."""
    return len({line.id for line in order.report.lines}) < len(order.report.lines)


def line_shows(submission: Submission, was: LineFacts, now: LineFacts | None) -> Literal["shown", "otherwise", "none"]:
    """What one line says of it; None: the order has the line no more."""
    if now is None:
        return "otherwise"
    if _SHOWS[purpose_here(submission)](submission, was, now):
        return "shown"
    return "none" if now == was else "otherwise"


def lines_meant(submission: Submission, order: Order, before: OrderFacts) -> list[tuple[LineFacts, LineFacts | None]]:
    """The lines that it is about, as they were and as they are: the one named, those taken, or all it could mean."""
    now = lines_now(order, before)
    named = submission.fields.get("line")
    if named is not None:
        ids = [str(named)] if str(named) in before.lines else []
    else:
        ids = _taken(submission) or _open(submission, before) or list(before.lines)
    return [(before.lines[each], now.get(each)) for each in ids if each in before.lines]


def others_changed(submission: Submission, order: Order) -> bool:
    """Whether any line of the order, whatever it is about, stands otherwise than before."""
    before = known_before(submission)
    if before is None:
        return False
    now = lines_now(order, before)
    return any(now.get(each) != was for each, was in before.lines.items())


def has_more_lines(submission: Submission, order: Order) -> bool:
    """Whether lines came in since: those of an order that was merged into it, with its money and its parcels."""
    before = known_before(submission)
    return before is not None and any(line.id not in before.lines for line in order.report.lines)


def money_given_back(order: Order) -> Iterator[Decimal]:
    """Every amount that was given back, of the order and of its lines; 0 is none."""
    yield from (amount for amount in (order.report.refunded, *(line.refunded for line in order.report.lines)) if amount)


def _of_money(submission: Submission, order: Order, before: OrderFacts, shown: Sequence[str]) -> Change:
    """A refund shows at its lines, or in the order's amount; that of a line which came in later is not its own."""
    if "shown" in shown:
        return "shown"
    stands_at_lines, merged = _money_stands_at_lines(order), has_more_lines(submission, order)
    another = submission.fields.get("line") is not None and len(before.lines) > 1
    given_back = _plain(order.report.refunded)
    if _is_more(given_back, before.refunded):
        if not (merged or another):
            return "shown"
        if not stands_at_lines:
            return "untold" if merged else _of_whom(submission)
    elif merged and not stands_at_lines:
        return "untold"
    changed = len(order.report.parcels) != before.parcels and not merged
    changed = changed or _is_more(before.refunded, given_back)  # taken back: nobody's refund
    return "otherwise" if "otherwise" in shown or changed else "none"


def _of_order(submission: Submission, order: Order, before: OrderFacts, now: Sequence[LineFacts | None]) -> Change:
    """Where every line meant stands as it stood: what the order as a whole says."""
    counted = bool(now) and all(line is not None and line.shipped is not None for line in now)
    if has_more_lines(submission, order):
        told = _money_stands_at_lines(order) and (not order.report.parcels or counted)
        return "none" if told else "untold"
    if _own_parcels(submission.fields, order) > before.own_parcels:
        return "shown"
    if purpose_here(submission) == "call_off" or len(order.report.parcels) <= before.parcels:
        return "none" if len(order.report.parcels) == before.parcels else "otherwise"
    if submission.fields.get("line") is not None and len(before.lines) > 1:
        return "none" if counted else _of_whom(submission)
    return "untold" if counted else "shown"


def _own_parcels(fields: Mapping[str, Any], order: Order) -> int:
    """How many parcels bear the number that is sent."""
    number = fields.get("tracking_number")
    return sum(number is not None and each.tracking_number == str(number) for each in order.report.parcels)


def _of_whom(submission: Submission) -> Change:
    """A parcel, or an amount, that may be another line's: its own where the marketplace has said yes to it."""
    return "shown" if was_taken(submission) else "untold"


def was_taken(submission: Submission) -> bool:
    """Whether the marketplace has said yes to it at some time."""
    return submission.state == "acknowledged" or bool(submission.extras.get("acknowledged"))


def _sent(_: Submission, was: LineFacts, now: LineFacts) -> bool:
    more = (now.shipped or 0) > (was.shipped or 0)
    return more or (now.status in GONE and was.status not in GONE)


def _called_off(_: Submission, was: LineFacts, now: LineFacts) -> bool:
    return now.quantity < was.quantity or (now.status in CALLED_OFF and was.status not in CALLED_OFF)


def _given_back(_: Submission, was: LineFacts, now: LineFacts) -> bool:
    return _is_more(now.refunded, was.refunded) or (now.status in GIVEN_BACK and was.status not in GIVEN_BACK)


def _gone_on(submission: Submission, was: LineFacts, now: LineFacts) -> bool:
    """What a line has to show here is the channel's own: any other word of it that may follow, or units sent."""
    return now != was and now.quantity == was.quantity and now.status in (None, *submission.expected)


_SHOWS = {"send": _sent, "call_off": _called_off, "give_back": _given_back, "go_on": _gone_on}


def _open(submission: Submission, before: OrderFacts) -> list[str]:
    """Lines that were not at their end: a shipment or a cancellation of a whole order can mean those only."""
    if purpose_here(submission) == "give_back":
        return []
    return [
        each for each, line in before.lines.items() if line.status not in _ENDED and line.quantity > (line.shipped or 0)
    ]


def _taken(submission: Submission) -> list[str]:
    """Where it was sent line by line, the lines that the marketplace took."""
    told = submission.extras.get("calls", {}).values()
    return [call["line"] for call in told if call.get("line") is not None and call.get("refused") is None]


def lines_now(order: Order, before: OrderFacts) -> dict[str, LineFacts]:
    """The lines as they are, by their ids, as far as an action may have changed them."""
    return {line.id: line_now(line, before.lines.get(line.id)) for line in order.report.lines}


def line_now(line: OrderLine, was: LineFacts | None) -> LineFacts:
    """The line as it is. A word that only raises a flag, for its buyer asks to cancel, is nothing that was done; nor
    is it that a channel begins to count units."""
    status, word, quantity, shipped, refunded = _cells(line)
    if was is not None and line.flags and line.status == was.status:
        word = was.word
    if was is not None and not shipped and not was.shipped:
        shipped = was.shipped
    return LineFacts(status, word, quantity, shipped, refunded)


def _cells(line: OrderLine) -> tuple[str | None, str | None, int, int | None, str | None]:
    return line.status, line.native_status, line.quantity, line.shipped, _plain(line.refunded)


def _money_stands_at_lines(order: Order) -> bool:
    """Whether every amount that was given back stands at a line."""
    return sum((line.refunded or Decimal(0) for line in order.report.lines), Decimal(0)) == (order.report.refunded or 0)


def _plain(amount: Decimal | None) -> str | None:
    return format(amount.normalize(), "f") if amount else None


def _is_more(one: str | None, other: str | None) -> bool:
    return Decimal(one or 0) > Decimal(other or 0)
