"""An order and where it has been in; out comes whether the seller's own system takes it, and else why not."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass

from stallkeeper.orders import Order, OrderLine
from stallkeeper.spec.channel_spec import ChannelSpec
from stallkeeper.words import STATUSES, Status

_ENDED_EARLY: frozenset[Status] = frozenset({"refused", "canceled", "pickup_canceled"})
"""Statuses an order may take without ever having been worth importing: they count as far along only by its history."""


_SENT: frozenset[str] = frozenset({"shipped", "closed"})
_CANCELED: frozenset[str] = frozenset({"canceled", "refused"})

_FIRST: Status = "waiting_shipment"
"""From where a back office takes orders when neither it nor the channel says so."""


@dataclass(frozen=True, slots=True)
class ImportWishes:
    """What one back office asks for. `import_from` goes before what the channel says."""

    import_from: Status | None = None
    fulfilled_by_channel: bool = False
    test_orders: bool = False
    cannot_take: frozenset[str] = frozenset()


def takes(spec: ChannelSpec, order: Order, reached: Collection[Status], *, opted_in: bool = False) -> bool:
    """Whether the order goes to the seller's back office, by the channel's import policy; none: from waiting_shipment.

    `reached` holds the canonical statuses of the order's history. `opted_in` says that the seller wants the orders
    which the marketplace ships itself, where the policy leaves that to the seller.
    """
    wishes = ImportWishes(fulfilled_by_channel=opted_in, test_orders=True)
    return left_out(spec, order, reached, wishes) is None


def left_out(spec: ChannelSpec, order: Order, reached: Collection[Status], wishes: ImportWishes) -> str | None:
    """Why a back office that does not have the order yet is not given it; None: it is."""
    policy = spec.back_office
    if order.is_test and not wishes.test_orders:
        return "it is a test order"
    rule = policy.fulfilled_by_channel if policy is not None else "opt_in"
    if order.report.fulfilled_by_channel and not _takes_fulfilled(rule, wishes.fulfilled_by_channel):
        return "the marketplace ships it itself"
    start = wishes.import_from or (policy.import_from if policy is not None else _FIRST)
    passed = {*reached, *((order.status,) if order.status else ())} - _ENDED_EARLY
    if not any(STATUSES[status].rank >= STATUSES[start].rank for status in passed):
        return f"it has not come to {start}"
    beyond = sorted(wishes.cannot_take.intersection(traits(order)))
    return f"the back office cannot take it: {', '.join(beyond).replace('_', ' ')}" if beyond else None


def traits(order: Order) -> Iterator[str]:
    """What there is about an order that not every back office can take."""
    report = order.report
    if len(report.parcels) > 1:
        yield "several_parcels"
    if any(_has_left(line) for line in report.lines) and any(_waits(line, order) for line in report.lines):
        yield "partly_shipped"
    gone = [_is_gone(line) for line in report.lines]
    if report.partially_canceled or (any(gone) and not all(gone)):
        yield "partly_canceled"
    if (order.status or "").startswith(("pickup_", "to_pickup")):
        yield "pickup"


def _has_left(line: OrderLine) -> bool:
    """Some of it: a line of which a part was sent often keeps the word of what waits."""
    return line.status in _SENT or bool(line.shipped)


def _waits(line: OrderLine, order: Order) -> bool:
    """Whether something of it is still to be sent. A line without a word of its own stands where its order does."""
    status = line.status or order.status
    ahead = status is not None and status not in _ENDED_EARLY and STATUSES[status].rank < STATUSES["shipped"].rank
    return ahead and line.unshipped > 0


def _is_gone(line: OrderLine) -> bool:
    return line.status in _CANCELED or line.quantity == 0


def _takes_fulfilled(policy: str, opted_in: bool) -> bool:
    return policy == "always" or (policy == "opt_in" and opted_in)
