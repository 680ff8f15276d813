"""A lane and the store in; the deadlines that run for its orders, the nearest first, with what happens then, out."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from stallkeeper.machine.expire import due
from stallkeeper.orders import Order, OrderKey
from stallkeeper.runtime.lane import Lane
from stallkeeper.store.order_filter import OrderFilter
from stallkeeper.store.store import Store
from stallkeeper.words import Status

SHIP_BY = "ship_by"
_TO_SHIP: tuple[Status, ...] = ("waiting_acceptance", "waiting_shipment")
AT_RISK = 50
"""From this share of its time on, in percent, a deadline is at risk."""
LEVELS = (95, 80, AT_RISK)


@dataclass(frozen=True, slots=True)
class RunningDeadline:
    """A deadline of one order. `rule` is the spec's, or `ship_by` where the order itself names the time.

    `spent` is how much of its time has passed, in percent; more than 100 says that it is over.
    """

    key: OrderKey
    account: str
    status: Status
    rule: str
    due_at: datetime
    consequence: str
    because: str
    spent: int

    @property
    def at_risk(self) -> bool:
        """Whether half of the time has passed."""
        return self.spent >= AT_RISK

    @property
    def level(self) -> int | None:
        """The highest of 50, 80 and 95 percent that has been reached."""
        return next((level for level in LEVELS if self.spent >= level), None)


def running_deadlines(lane: Lane, store: Store, now: datetime) -> tuple[RunningDeadline, ...]:
    """Those of one account whose time is known; the nearest first."""
    timed = (status for status, spec in lane.spec.statuses.items() if spec.deadline and spec.deadline.within)
    statuses = tuple(dict.fromkeys((*timed, *_TO_SHIP)))
    orders = store.orders(OrderFilter(statuses=statuses, channel=lane.channel, account=lane.name))
    found = [each for order in orders for each in _of_order(lane, order, now)]
    return tuple(sorted(found, key=lambda each: (each.due_at, each.key.id, each.rule)))


def _of_order(lane: Lane, order: Order, now: datetime) -> Iterator[RunningDeadline]:
    if order.status is None:
        return
    rule = lane.spec.statuses[order.status].deadline if order.status in lane.spec.statuses else None
    for each in due(lane.machine, order):
        if each.due_at is not None and rule is not None and rule.within is not None:
            spent = _spent(each.due_at - rule.within, each.due_at, now)
            yield RunningDeadline(
                order.key, lane.name, order.status, each.rule, each.due_at, each.consequence, each.because, spent
            )
    ship_by = order.report.ship_by
    if ship_by is not None and order.status in _TO_SHIP:
        spent = _spent(order.report.ordered_at or order.first_seen_at, ship_by, now)
        because = "the order itself says by when it has to leave"
        yield RunningDeadline(order.key, lane.name, order.status, SHIP_BY, ship_by, "shipped too late", because, spent)


def _spent(begun: datetime, due_at: datetime, now: datetime) -> int:
    """In percent, whole ones; a deadline that was over before it began is all spent."""
    whole = due_at - begun
    return 100 if whole <= timedelta(0) else max(int((now - begun) / whole * 100), 0)
