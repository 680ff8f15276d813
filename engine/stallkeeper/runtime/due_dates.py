"""A lane and the store in; the deadlines that run for its orders, the nearest first, with what happens then, out."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TypeAlias

from stallkeeper.machine.expire import due
from stallkeeper.machine.ship_by import SHIP_BY, TO_SHIP, leaves_by
from stallkeeper.orders import Alert, Order, OrderKey
from stallkeeper.runtime.lane import Lane
from stallkeeper.store.order_filter import OrderFilter
from stallkeeper.store.store import Store
from stallkeeper.words import TOO_LATE, Status

Told: TypeAlias = dict[tuple[OrderKey, str, datetime], Alert]
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
    begun_at: datetime
    alert: Alert | None = None
    """The highest level that was told so far, and when."""

    @property
    def at_risk(self) -> bool:
        """Whether half of the time has passed."""
        return self.spent >= AT_RISK

    @property
    def instants(self) -> tuple[datetime, ...]:
        """When 50, 80 and 95 percent have gone, and when it is due."""
        whole = self.due_at - self.begun_at
        return (*(self.begun_at - (-whole * level // 100) for level in LEVELS), self.due_at)

    @property
    def level(self) -> int | None:
        """The highest of 50, 80 and 95 percent that has been reached."""
        return next((level for level in LEVELS if self.spent >= level), None)


def running_deadlines(lane: Lane, store: Store, now: datetime) -> tuple[RunningDeadline, ...]:
    """Those of one account whose time is known; the nearest first."""
    told = told_so_far(lane, store)
    orders = store.orders(OrderFilter(statuses=watched(lane), channel=lane.channel, account=lane.name))
    found = [each for order in orders for each in deadlines_of(lane, order, now)]
    with_alerts = (replace(each, alert=told.get((each.key, each.rule, each.due_at))) for each in found)
    return tuple(sorted(with_alerts, key=lambda each: (each.due_at, each.key.id, each.rule)))


def watched(lane: Lane) -> tuple[Status, ...]:
    """The statuses in which something has to happen in time."""
    timed = (status for status, spec in lane.spec.statuses.items() if spec.deadline and spec.deadline.within)
    return tuple(dict.fromkeys((*timed, *TO_SHIP)))


def told_so_far(lane: Lane, store: Store) -> Told:
    """What was told of the account's deadlines, by order, deadline and when it is due."""
    told = store.alerts.of_account(lane.name, lane.channel, watched(lane))
    return {(each.key, each.deadline, each.due_at): each for each in told}


def deadlines_of(lane: Lane, order: Order, now: datetime) -> Iterator[RunningDeadline]:
    """Those of one order."""
    if order.status is None:
        return
    rule = lane.spec.statuses[order.status].deadline if order.status in lane.spec.statuses else None
    for each in due(lane.machine, order):
        if each.due_at is not None and rule is not None and rule.within is not None:
            begun_at = each.due_at - rule.within
            spent = _spent(begun_at, each.due_at, now)
            what = (each.rule, each.due_at, each.consequence, each.because)
            yield RunningDeadline(order.key, lane.name, order.status, *what, spent, begun_at)
    ship_by = leaves_by(order)
    if ship_by is not None:
        begun_at = order.report.ordered_at or order.first_seen_at
        what = (SHIP_BY, ship_by, TOO_LATE, "the order itself says by when it has to leave")
        spent = _spent(begun_at, ship_by, now)
        yield RunningDeadline(order.key, lane.name, order.status, *what, spent, begun_at)


def _spent(begun: datetime, due_at: datetime, now: datetime) -> int:
    """In percent, whole ones; a deadline that was over before it began is all spent."""
    whole = due_at - begun
    return 100 if whole <= timedelta(0) else max((now - begun) * 100 // whole, 0)
