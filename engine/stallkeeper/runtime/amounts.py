"""An order and its history in; its amounts, kept apart, and whether they add up, out. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from stallkeeper.machine.purpose import CALLED_OFF
from stallkeeper.orders import Amounts, Event, Order, OrderLine
from stallkeeper.orders.minor_units import minor_unit
from stallkeeper.runtime.evidence import GIVEN_BACK
from stallkeeper.runtime.intake import TOTAL_BEFORE

_NOTHING = Decimal(0)
_WAS_GIVEN_BACK = GIVEN_BACK - {"refunding"}
"""What an order was at once stays true of its money; a refund that was only asked for may have been denied since."""
_REFUND = "refund"
_MAY_BE_MADE = frozenset({"sending", "acknowledged", "confirmed", "in_doubt"})
"""States in which an action of ours has happened, or may have."""


def amounts_of(order: Order, history: Iterable[Event]) -> Amounts:
    """Nothing is counted twice: what is canceled may have lowered the total or not, and be refunded as well or not.

    Where money went back and no report says how much, neither that nor what is left is made up.
    """
    report, history = order.report, tuple(history)
    first = next((event.details[TOTAL_BEFORE] for event in history if TOTAL_BEFORE in event.details), None)
    original = report.total if first is None else Decimal(first)
    reported = _reported(order)
    refunded = None if _is_untold(order, history, reported) else reported
    if original is None:
        return Amounts(None, _canceled_lines(order), refunded, None)
    canceled = original if order.status in CALLED_OFF else _canceled(order, original, reported)
    twice = sum((min(_worth(line), line.refunded or _NOTHING) for line in _gone(order)), _NOTHING)
    left = max(original - canceled - (reported - twice), _NOTHING)
    net = None if refunded is None and left else left
    difference = _difference(order)
    most = minor_unit(report.currency) * max(len(report.lines), 1)
    return Amounts(original, canceled, refunded, net, difference, difference is None or abs(difference) <= most)


def _reported(order: Order) -> Decimal:
    """What was given back: of lines, or of the order where the marketplace names no line; the larger of the two."""
    of_lines = sum((line.refunded for line in order.report.lines if line.refunded is not None), _NOTHING)
    return max(order.report.refunded or _NOTHING, of_lines)


def _is_untold(order: Order, history: Iterable[Event], reported: Decimal) -> bool:
    """Whether money went back by all that is known, and the amounts reported are not that money, or not all of it."""
    if order.report.refunded:
        return False
    if any(line.status in GIVEN_BACK and not line.refunded for line in order.report.lines):
        return True
    return not reported and (order.status in GIVEN_BACK or _was_given_back(history))


def _was_given_back(history: Iterable[Event]) -> bool:
    """Whether the order has been at a refund, or one of ours may have been made, which not every channel shows."""
    history = tuple(history)
    ended = {event.submission: event.details.get("state") for event in history if _is_of_a_refund(event)}
    shown = any(event.to_status in _WAS_GIVEN_BACK for event in history)
    return shown or not _MAY_BE_MADE.isdisjoint(ended.values())


def _is_of_a_refund(event: Event) -> bool:
    return event.kind == "submission" and event.details.get("action") == _REFUND


def _canceled(order: Order, original: Decimal, refunded: Decimal) -> Decimal:
    """What lines that are gone were worth; where they do not tell, by how much the total was lowered for them."""
    known = _canceled_lines(order)
    lowered = max(original - (order.report.total or original), _NOTHING)
    if known or not lowered:
        return known
    return lowered if order.report.partially_canceled or _gone(order) else max(lowered - refunded, _NOTHING)


def _canceled_lines(order: Order) -> Decimal:
    return sum(map(_worth, _gone(order)), _NOTHING)


def _gone(order: Order) -> list[OrderLine]:
    return [line for line in order.report.lines if line.status in CALLED_OFF or line.quantity == 0]


def _worth(line: OrderLine) -> Decimal:
    """A line with its shipping; nothing where the marketplace gives neither its total nor its price."""
    goods = line.total if line.total is not None else (line.unit_price or _NOTHING) * line.quantity
    return goods + (line.shipping or _NOTHING)


def _difference(order: Order) -> Decimal | None:
    """The total less its parts: with shipping or not, with what is gone or not, whichever fits best."""
    report, lines = order.report, order.report.lines
    if report.total is None or not lines or any(line.total is None and line.unit_price is None for line in lines):
        return None
    total = report.total
    shipping = report.shipping if report.shipping is not None else sum(map(_shipping, lines), _NOTHING)
    goods = sum((_worth(line) - _shipping(line) for line in lines), _NOTHING)
    gone = sum((_worth(line) - _shipping(line) for line in _gone(order)), _NOTHING)
    fits = (total - parts for parts in (goods + shipping, goods, goods - gone + shipping, goods - gone))
    return min(fits, key=abs)


def _shipping(line: OrderLine) -> Decimal:
    return line.shipping or _NOTHING
