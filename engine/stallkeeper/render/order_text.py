"""One order goes in, its page in plain text comes out: detail, what may be done and why not the rest, its history."""

from __future__ import annotations

import shlex
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import fields
from datetime import datetime
from typing import Any

from stallkeeper.machine.decision import Advice, DueDate, Explanation
from stallkeeper.machine.wording import list_text
from stallkeeper.order_fields import PERSONAL_FIELDS
from stallkeeper.orders import (
    Address,
    Amounts,
    CancelRequest,
    Event,
    Money,
    Order,
    OrderLine,
    Parcel,
    Submission,
    also_listed_by,
)
from stallkeeper.render.money import format_money
from stallkeeper.render.pen import printable
from stallkeeper.render.story import given_text, story
from stallkeeper.render.tables import UNKNOWN, Table, text_table
from stallkeeper.spec.channel_spec import CarrierRules, RefundRules

_STATES = {"not_given_yet": "not given yet", "empty": "given empty"}

_SENT = frozenset({"shipped", "pickup_completed", "closed", "partial_refunded"})
"""Statuses of an order that the buyer has, and of which money may still be given back."""


def order_text(
    order: Order,
    history: Sequence[Event],
    explanations: Sequence[Explanation],
    due: Sequence[DueDate] = (),
    *,
    submissions: Sequence[Submission] = (),
    cancel_requests: Sequence[CancelRequest] = (),
    amounts: Amounts | None = None,
    refunds: RefundRules | None = None,
    carriers: CarrierRules | None = None,
    personal: bool = False,
    withheld: str | None = None,
    now: datetime | None = None,
) -> str:
    """All that is known of an order; addresses only with `personal`. `now` tells how far off a deadline is.

    `withheld` says why its buyer's data is not in it, so that it does not look as if none were given.

    `submissions` are all that were ever asked for; history tells of them without what was given and answered.
    `carriers` are the channel's, for the names of codes. `refunds` are its rules: a seller is told where a refund may
    have been made that nobody reports.
    """
    blocks = [
        _head(order) + "".join(_other_listings(order, history)),
        f"buyer not shown: {printable(withheld)}" if withheld else "",
        *_detail(order),
        *(_addresses(order) if personal else ()),
        _lines(order),
        *_parcels(order, carriers),
        *_amounts(order, amounts),
        *_requests(cancel_requests),
        _allowed(order, explanations),
        *_unreported(order, refunds),
        *_deadlines(due, now),
        *_submissions(submissions),
        "History\n" + "\n".join(f"  {line}" for line in story(history, submissions)),
    ]
    return "\n\n".join(block for block in blocks if block) + "\n"


def _head(order: Order) -> str:
    status = order.status or f"{UNKNOWN} (last known: {order.last_known_status or 'none'})"
    where = f"{printable(order.channel)}, account {printable(order.account)}"
    since = f"{order.status_since:%Y-%m-%d %H:%M} UTC"
    flags = f"\nflags: {', '.join(map(printable, order.flags))}" if order.flags else ""
    word = "Test order" if order.is_test else "Order"
    head = f"{word} {printable(order.id)} ({where})\n{status} since {since}; native {printable(order.native_status)}"
    return f"{head}{flags}{_erased(order)}"


def _other_listings(order: Order, history: Iterable[Event]) -> Iterator[str]:
    """The other labels that it bears; it is one order all the same."""
    for account, channel in also_listed_by(order.account, history):
        yield f"\nlisted as well by account {printable(account)} ({printable(channel)})"


def _erased(order: Order) -> str:
    """What became of the buyer's data, so that nothing that is gone looks as if it had never been given."""
    gone = order.erased
    if gone is None:
        return ""
    return f"\nbuyer {'hidden' if gone.restricted else 'erased'} on {gone.at:%Y-%m-%d} under: {printable(gone.rule)}"


def _amounts(order: Order, amounts: Amounts | None) -> Iterator[str]:
    """What is left of the total, where it is not the total itself; and where amounts do not add up, by how much."""
    if amounts is None:
        return
    told = []
    if amounts.net != order.report.total or amounts.original != order.report.total:
        parts = (("first", amounts.original), ("canceled", amounts.canceled), ("given back", amounts.refunded))
        told = [f"{name} {_money(order, amount)}" for name, amount in (*parts, ("left", amounts.net)) if amount]
    if amounts.refunded is None:
        told.append("given back: how much is not known, for no report says; look at the marketplace")
    if not amounts.adds_up:
        told.append(f"lines and shipping are {_money(order, amounts.difference)} off the total")
    if told:
        yield "Amounts\n" + "\n".join(f"  {line}" for line in told)


def _requests(requests: Sequence[CancelRequest]) -> Iterator[str]:
    if requests:
        yield "\n".join(("The buyer asks to cancel", *(f"  {_request(each)}" for each in requests)))


def _request(request: CancelRequest) -> str:
    about = "the order" if request.line is None else f"line {printable(request.line)}"
    end = f" on {request.ended_at:%Y-%m-%d %H:%M} UTC: {printable(request.how)}" if request.ended_at else ""
    return f"{about}, on {request.requested_at:%Y-%m-%d %H:%M} UTC; {request.state}{end}"


def _detail(order: Order) -> Iterator[str]:
    report = order.report
    facts: tuple[tuple[str, Any], ...] = (
        ("ordered", report.ordered_at),
        ("changed", report.modified_at),
        ("ship by", report.ship_by),
        ("total", _money(order, report.total)),
        ("tax", report.tax),
        ("shipping", _money(order, report.shipping)),
        ("commission", _money(order, report.commission)),
        ("refunded", _money(order, report.refunded)),
        ("delivery", report.delivery_mode),
        ("fulfilment", _fulfilment(order)),
        ("site", report.site),
        ("claim", "open" if report.has_claim else None),
        ("partly canceled", "yes" if report.partially_canceled else None),
        ("not readable", ", ".join(report.drift)),
    )
    rows = [(name, _shown(value)) for name, value in facts if value not in (None, "")]
    rows += [(printable(name), _shown(value)) for name, value in report.extras.items() if value is not None]
    if rows:
        wide = max(len(name) for name, _ in rows)
        yield "\n".join(f"  {name.ljust(wide)}  {value}" for name, value in rows)


def _fulfilment(order: Order) -> str | None:
    own = order.report.fulfilment
    if order.report.fulfilled_by_channel:
        return f"by the channel{f' ({own})' if own else ''}"
    return own


def _money(order: Order, amount: Any) -> str | None:
    currency = order.report.currency
    return format_money(Money(amount, currency)) if amount is not None and currency else amount


def _shown(value: Any) -> str:
    return f"{value:%Y-%m-%d %H:%M} UTC" if isinstance(value, datetime) else printable(value)


def _addresses(order: Order) -> Iterator[str]:
    for kind in PERSONAL_FIELDS:
        address = getattr(order.report, kind)
        state = order.address_state(kind)
        if address is None or state in ("not_given_yet", "empty"):
            yield f"{kind}: {_STATES.get(state, state)}"
        else:
            yield f"{kind}:\n" + "\n".join(f"  {line}" for line in _address(address))


def _address(address: Address) -> Iterator[str]:
    for field in fields(address):
        value = getattr(address, field.name)
        if value:
            yield f"{field.name}: {printable(value)}"


def _lines(order: Order) -> str:
    if not order.report.lines:
        return ""
    rows = tuple(_line(order, line) for line in order.report.lines)
    return text_table(Table(("line", "sku", "units", "each", "status", "title"), rows, frozenset({2, 3})))


def _line(order: Order, line: OrderLine) -> tuple[str, ...]:
    status = line.status or line.native_status or ""
    flags = f" [{', '.join(line.flags)}]" if line.flags else ""
    each = _money(order, line.unit_price)
    return line.id, line.sku, str(line.quantity), str(each or ""), status + flags, line.title or ""


def _parcels(order: Order, carriers: CarrierRules | None) -> Iterator[str]:
    for number, parcel in enumerate(order.report.parcels, 1):
        carrier = _carrier(parcel, carriers)
        url = f", {printable(parcel.tracking_url)}" if parcel.tracking_url else ""
        yield f"Parcel {number}: {printable(carrier)} {printable(parcel.tracking_number or '')}".rstrip() + url


def _carrier(parcel: Parcel, carriers: CarrierRules | None) -> str:
    """The name with the code beside it: the reported name, or the one that the channel's list has for the code."""
    known = {each.code: each.name for each in carriers.known} if carriers else {}
    name, code = parcel.carrier_name or known.get(parcel.carrier or ""), parcel.carrier
    if name and code and name != code:
        return f"{name} ({code})"
    return name or code or "an unnamed carrier"


def _allowed(order: Order, explanations: Iterable[Explanation]) -> str:
    lines = ["Actions"]
    for each in explanations:
        if each.allowed:
            needs = f"; needs {', '.join(each.needs)}" if each.needs else ""
            takes = f"; takes {', '.join(each.accepts)}" if each.accepts else ""
            lines.append(f"  {each.action}: allowed{needs}{takes}")
            lines += [f"    recommended: {printable(line)}" for line in advice_lines(each.advice)]
            lines.append(f"    {_command(order, each)}")
        else:
            lines.append(f"  {each.action}: not now")
            lines += [f"    {printable(reason.message)} ({_place(reason.place)})" for reason in each.reasons]
    return "\n".join(lines) if len(lines) > 1 else "Actions\n  none"


def advice_lines(advice: Iterable[Advice]) -> Iterator[str]:
    """tracking_number: Parcels without it count against the score."""
    return (f"{list_text(each.fields)}: {each.because}" for each in advice)


def _unreported(order: Order, refunds: RefundRules | None) -> Iterator[str]:
    """What no status tells, where an order that was sent looks as if nothing had been given back."""
    if refunds is not None and "back_office" not in refunds.seen and order.status in _SENT:
        because = f" {printable(refunds.because)}" if refunds.because else ""
        yield f"Refunds\n  Refunds made at the marketplace itself are not reported.{because}"


def _command(order: Order, action: Explanation) -> str:
    """What to type, and where to look for a carrier."""
    options = [f"--{name.replace('_', '-')} …" for name in action.needs]
    look = f"   (`stallkeeper carriers {printable(order.channel)}` lists carriers)" if "carrier" in action.needs else ""
    return " ".join(("stallkeeper act", action.action, printable(shlex.quote(order.id)), *options)) + look


def _place(place: Any) -> str:
    return f"{place.path}:{place.line}"


def _deadlines(due: Sequence[DueDate], now: datetime | None) -> Iterator[str]:
    for each in due:
        when = f"{each.due_at:%Y-%m-%d %H:%M} UTC" if each.due_at is not None else "at a time that is not known"
        left = f" ({_left(each.due_at, now)})" if each.due_at is not None and now is not None else ""
        yield f"Deadline {each.rule}: {when}{left}, then {each.consequence}. {printable(each.because)}".rstrip()


def _left(due_at: datetime, now: datetime) -> str:
    """in 3 days · passed: in whole hours below two days, in whole days above."""
    hours = int((due_at - now).total_seconds() // 3600)
    if hours < 0:
        return "passed"
    return f"in {hours} hours" if hours < 48 else f"in {hours // 24} days"


def _submissions(submissions: Sequence[Submission]) -> Iterator[str]:
    if submissions:
        rows = tuple(
            (_shown(each.updated_at), each.action, each.state, str(each.attempts), given_text(each), each.error or "")
            for each in submissions
        )
        yield text_table(Table(("updated", "action", "state", "attempts", "given", "answer"), rows, frozenset({3})))
