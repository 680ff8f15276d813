"""Orders and the time in; deadlines that have passed or come near, noted on the order and in its history, out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime

from stallkeeper.clock import Clock
from stallkeeper.machine.decision import Expiry
from stallkeeper.machine.expire import expire
from stallkeeper.orders import Alert, Event, Order, OrderKey
from stallkeeper.runtime.due_dates import RunningDeadline, deadlines_of, told_so_far, watched
from stallkeeper.runtime.journal import ENGINE
from stallkeeper.runtime.lane import Lane
from stallkeeper.runtime.progress import DeadlineNear, DeadlinePassed, OnProgress
from stallkeeper.runtime.results import DeadlineResult, PassedDeadline
from stallkeeper.store.order_filter import OrderFilter
from stallkeeper.store.store import Store
from stallkeeper.words import LATE


class Deadlines:
    """Applies what `machine.expire` says: one kept by the channel flags the order late, one kept by us moves it."""

    def __init__(self, store: Store, clock: Clock, tell: OnProgress) -> None:
        self._store = store
        self._clock = clock
        self._tell = tell

    def run(self, lane: Lane) -> DeadlineResult:
        """The deadlines of the lane's orders that passed since the last look, and those that come near."""
        now = self._clock.now()
        orders = self._store.orders(OrderFilter(statuses=watched(lane), channel=lane.channel, account=lane.name))
        passed: list[PassedDeadline] = []
        near: list[RunningDeadline] = []
        for order in orders:
            mine = tuple(self._passed(lane, order, now))
            passed += mine
            if all(each.moves_to is None for each in mine):
                near += (
                    each for each in deadlines_of(lane, order, now) if each.level is not None and now < each.due_at
                )
        return DeadlineResult(tuple(passed), self._tell_near(lane, near, now))

    def _passed(self, lane: Lane, order: Order, now: datetime) -> Iterator[PassedDeadline]:
        for expiry in expire(lane.machine, order, now=now):
            if self._is_news(order, expiry):
                yield self._apply(lane, order.key, expiry, now)

    def _tell_near(self, lane: Lane, near: Sequence[RunningDeadline], now: datetime) -> tuple[Alert, ...]:
        """Each deadline and level is told once; where a look came late, only the highest level."""
        told = told_so_far(lane, self._store) if near else {}
        alerts = []
        for each in near:
            before = told.get((each.key, each.rule, each.due_at))
            level = each.level or 0
            if before is None or before.level < level:
                alert = Alert(each.key, each.rule, each.due_at, level, now)
                alerts.append((alert, _near(alert, each.consequence)))
        news = self._store.alerts.tell(alerts)
        for alert in news:
            self._tell(DeadlineNear(lane.name, alert.key, alert.deadline, alert.level))
        return news

    def _is_news(self, order: Order, expiry: Expiry) -> bool:
        """Whether something is to be done: an action under way is waited for before we move an order ourselves."""
        if expiry.moves_to is None:
            return LATE not in order.flags
        return self._store.open_submission(order.key) is None

    def _apply(self, lane: Lane, key: OrderKey, expiry: Expiry, now: datetime) -> PassedDeadline:
        order = self._store.order(key)
        assert order is not None
        after, events = passed(order, expiry, now)
        self._store.update_order(after, events)
        self._tell(DeadlinePassed(lane.name, key, expiry.rule, expiry.moves_to))
        return PassedDeadline(key, expiry.rule, expiry.due_at, expiry.moves_to)


def _near(alert: Alert, consequence: str) -> Event:
    details = {
        "deadline": alert.deadline,
        "level": alert.level,
        "due_at": alert.due_at.isoformat(),
        "consequence": consequence,
    }
    return Event(at=alert.at, key=alert.key, kind="alert", who=ENGINE, details=details)


def passed(order: Order, expiry: Expiry, now: datetime) -> tuple[Order, tuple[Event, ...]]:
    """The order after a deadline, and what its history says. Pure."""
    details = {
        "rule": expiry.rule,
        "due_at": expiry.due_at.isoformat(),
        "consequence": list(expiry.outcomes),
        "kept_by": expiry.kept_by,
    }
    noted = Event(
        at=now,
        key=order.key,
        kind="deadline",
        who=ENGINE,
        from_status=order.status,
        to_status=expiry.moves_to,
        details=details,
    )
    if expiry.moves_to is None:
        flag = Event(at=now, key=order.key, kind="flagged", who=ENGINE, details={"flag": LATE, "raised": True})
        return replace(order, flags=(*order.flags, LATE), updated_at=now), (noted, flag)
    flags = tuple(flag for flag in order.flags if flag != LATE)
    after = replace(
        order,
        status=expiry.moves_to,
        last_known_status=expiry.moves_to,
        status_since=expiry.due_at,
        updated_at=now,
        flags=flags,
    )
    return after, (noted,)
