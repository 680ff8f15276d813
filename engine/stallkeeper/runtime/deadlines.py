"""Orders and the time in; deadlines that have passed, noted on the order and in its history, out."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime

from stallkeeper.clock import Clock
from stallkeeper.machine.decision import Expiry
from stallkeeper.machine.expire import expire
from stallkeeper.orders import Event, Order, OrderKey
from stallkeeper.runtime.intake import LATE
from stallkeeper.runtime.journal import ENGINE
from stallkeeper.runtime.lane import Lane
from stallkeeper.runtime.progress import DeadlinePassed, OnProgress
from stallkeeper.runtime.results import PassedDeadline
from stallkeeper.store.order_filter import OrderFilter
from stallkeeper.store.store import Store


class Deadlines:
    """Applies what `machine.expire` says: one kept by the channel flags the order late, one kept by us moves it."""

    def __init__(self, store: Store, clock: Clock, tell: OnProgress) -> None:
        self._store = store
        self._clock = clock
        self._tell = tell

    def run(self, lane: Lane) -> tuple[PassedDeadline, ...]:
        """The deadlines of the lane's orders that passed since the last look."""
        return tuple(self._passed(lane))

    def _passed(self, lane: Lane) -> Iterator[PassedDeadline]:
        statuses = tuple(
            status for status, spec in lane.spec.statuses.items() if spec.deadline and spec.deadline.within
        )
        if not statuses:
            return
        now = self._clock.now()
        orders = self._store.orders(OrderFilter(statuses=statuses, channel=lane.channel, account=lane.name))
        for order in orders:
            for expiry in expire(lane.machine, order, now=now):
                if self._is_news(order, expiry):
                    yield self._apply(lane, order.key, expiry, now)

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
