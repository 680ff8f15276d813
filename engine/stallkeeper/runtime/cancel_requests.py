"""An order and its history in; each request of its buyer to cancel, and what became of it, out. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from stallkeeper.orders import CANCEL_REQUESTED, CancelRequest, Event, Order, RequestState
from stallkeeper.words import TOO_LATE

_CANCELED = frozenset({"canceled", "refused", "pickup_canceled", "refunding", "refunded"})
_SENT = frozenset({"shipped", "to_pickup", "pickup_completed", "closed"})


def cancel_requests(order: Order, history: Iterable[Event]) -> tuple[CancelRequest, ...]:
    """The oldest first. Nothing of it is stored: flags that came and went, moves, actions and deadlines tell it."""
    open_ones: dict[str | None, CancelRequest] = {}
    ended: list[CancelRequest] = []
    last = order.updated_at
    for event in history:
        if event.kind == "flagged" and event.details.get("flag") == CANCEL_REQUESTED:
            line = event.details.get("line")
            if event.details.get("raised"):
                open_ones.setdefault(line, CancelRequest(line, "requested", event.at))
            elif line in open_ones:
                ended.append(_gone(open_ones.pop(line), order, event.at))
        elif (end := _end_of_all(event)) is not None:
            ended += (replace(each, state=end[0], ended_at=event.at, how=end[1]) for each in open_ones.values())
            open_ones.clear()
    found = [*ended, *(_by_line(each, order, last) for each in open_ones.values())]
    return tuple(sorted(found, key=lambda each: (each.requested_at, each.line or "")))


def _end_of_all(event: Event) -> tuple[RequestState, str] | None:
    """How an event ends all requests that are open; None where it ends none, as an order's day to leave that passes."""
    if event.kind == "deadline" and event.details.get("consequence") != [TOO_LATE]:
        return "expired", f"the deadline {event.details.get('rule')} passed"
    if event.kind in ("moved", "unforeseen") and event.to_status in _CANCELED:
        return "accepted", f"the order went on to {event.to_status}"
    if event.kind in ("moved", "unforeseen") and event.to_status in _SENT:
        return "rejected", f"the order went on to {event.to_status}"
    return None


def _gone(request: CancelRequest, order: Order, at: datetime) -> CancelRequest:
    """The marketplace says it no more: its line shows what became of it, or it was let go."""
    settled = _by_line(request, order, at)
    if settled.state != "requested":
        return settled
    return replace(request, state="expired", ended_at=at, how="the marketplace reports it no more")


def _by_line(request: CancelRequest, order: Order, at: datetime) -> CancelRequest:
    """A request about a line of which the line itself shows how it ended."""
    line = next((each for each in order.report.lines if each.id == request.line), None)
    if line is None:
        return request
    if line.status in _CANCELED or line.quantity == 0:
        return replace(request, state="accepted", ended_at=at, how="the line is canceled")
    if line.status in _SENT or line.shipped:
        return replace(request, state="rejected", ended_at=at, how="the line has been sent")
    return request
