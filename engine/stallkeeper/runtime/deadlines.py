"""Orders and the time in; deadlines that have passed or come near, noted on the order and in its history, out."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime, timedelta

from stallkeeper.clock import Clock
from stallkeeper.orders import Alert, Event, Order, OrderKey
from stallkeeper.runtime.due_dates import RunningDeadline, Told, deadlines_of, told_so_far, watched
from stallkeeper.runtime.due_soon import DueSoon
from stallkeeper.runtime.journal import ENGINE
from stallkeeper.runtime.lane import Lane
from stallkeeper.runtime.passing import Outcome, Passing, made_late, moved_on, passings
from stallkeeper.runtime.progress import DeadlineNear, DeadlinePassed, OnProgress
from stallkeeper.runtime.results import DeadlineResult, PassedDeadline
from stallkeeper.store.order_filter import OrderFilter
from stallkeeper.store.store import Store
from stallkeeper.words import LATE

ALL_EVERY = timedelta(minutes=15)
"""How often all open orders are looked at; in between, those at which something comes due."""
REMEMBERED = 100_000
"""Of so many deadlines that passed it is kept in mind that the history tells of them; beyond that anew."""


class Deadlines:
    """Applies what has passed: one kept by us moves the order, any other, and a day that it names, makes it late."""

    def __init__(self, store: Store, clock: Clock, tell: OnProgress) -> None:
        self._store = store
        self._clock = clock
        self._tell = tell
        self._soon = DueSoon(store)
        self._on_record: set[tuple[OrderKey, str, str]] = set()

    def all(self, lanes: Iterable[Lane]) -> DeadlineResult:
        """The deadlines of all orders that passed since the last look, and those that come near."""
        now = self._clock.now()
        self._soon.begin(now + ALL_EVERY)
        if len(self._on_record) > REMEMBERED:
            self._on_record.clear()
        return _together([self._look(lane, self._orders(lane), now, told_so_far) for lane in lanes])

    def due(self, lanes: Iterable[Lane]) -> DeadlineResult:
        """The same of the orders alone at which something came due, or something happened, since the last look."""
        now = self._clock.now()
        turns = self._soon.taken(now)
        mine = ((lane, turns[lane.name]) for lane in lanes if lane.name in turns)
        return _together([self._look(lane, self._some(lane, keys), now) for lane, keys in mine])

    def next_due(self) -> datetime | None:
        """When the next deadline passes or comes near, as far as that is before all are looked at again."""
        return self._soon.next()

    def _look(
        self, lane: Lane, orders: Iterable[Order], now: datetime, told: Callable[[Lane, Store], Told] | None = None
    ) -> DeadlineResult:
        """`told` reads what is on record of the whole account: quicker than asking for each of many orders."""
        passed: list[PassedDeadline] = []
        near: list[RunningDeadline] = []
        for order in orders:
            mine = tuple(self._passed(lane, order, now))
            passed += mine
            if all(each.moves_to is None for each in mine):
                running = tuple(deadlines_of(lane, order, now))
                near += (each for each in running if each.level is not None and now < each.due_at)
                self._soon.note(lane.name, order.key, (at for each in running for at in each.instants if at > now))
        return DeadlineResult(
            tuple(passed), self._tell_near(lane, near, now, told(lane, self._store) if told and near else {})
        )

    def _orders(self, lane: Lane) -> Iterator[Order]:
        yield from self._store.orders(OrderFilter(statuses=watched(lane), channel=lane.channel, account=lane.name))

    def _some(self, lane: Lane, keys: Iterable[OrderKey]) -> Iterator[Order]:
        statuses = watched(lane)
        for key in keys:
            order = self._store.order(key)
            if order is not None and order.account == lane.name and order.status in statuses:
                yield order

    def _passed(self, lane: Lane, order: Order, now: datetime) -> Iterator[PassedDeadline]:
        """Decided upon the order as it is held now, and anew where somebody else has written it in between."""
        if self._outcome(lane, order, now) is None:
            return
        while (held := self._store.order(order.key)) is not None:
            outcome = self._outcome(lane, held, now)
            if outcome is None:
                return
            if self._store.update_order(outcome.order, outcome.events, held=held):
                for each in outcome.told:
                    self._tell(DeadlinePassed(lane.name, order.key, each.rule, each.moves_to))
                    yield PassedDeadline(order.key, each.rule, each.due_at, each.moves_to)
                return

    def _outcome(self, lane: Lane, order: Order, now: datetime) -> Outcome | None:
        """What is to be done, if anything: an action under way is waited for before we move an order ourselves."""
        found = passings(lane.machine, order, now)
        moving = next((each for each in found if each.moves_to is not None), None)
        if moving is not None and self._store.open_submission(order.key) is None:
            return moved_on(order, moving, now)
        return self._made_late(order, tuple(each for each in found if each.moves_to is None), now)

    def _made_late(self, order: Order, late: tuple[Passing, ...], now: datetime) -> Outcome | None:
        """What a history holds it holds for good: an order that stays late is not asked for its own at every look."""
        known = {(order.key, *each.identity) for each in late}
        if not late or (LATE in order.flags and known <= self._on_record):
            return None
        outcome = made_late(order, late, self._store.history(order.key), now)
        if outcome is None:
            self._on_record |= known
        return outcome

    def _tell_near(self, lane: Lane, near: Sequence[RunningDeadline], now: datetime, told: Told) -> tuple[Alert, ...]:
        """Each deadline and level is told once; where a look came late, only the highest level."""
        accounts = {each.key: each.account for each in near}
        alerts = []
        for each in near:
            before = told.get((each.key, each.rule, each.due_at))
            level = each.level or 0
            if (before is None or before.level < level) and self._still_runs(lane, each, now):
                alert = Alert(each.key, each.rule, each.due_at, level, now)
                alerts.append((alert, _near(alert, each.consequence)))
        news = self._store.alerts.tell(alerts)
        for alert in news:
            self._tell(DeadlineNear(accounts[alert.key], alert.key, alert.deadline, alert.level))
        return news

    def _still_runs(self, lane: Lane, deadline: RunningDeadline, now: datetime) -> bool:
        """Many orders are read at a time, and one may have moved since."""
        order = self._store.order(deadline.key)
        return order is not None and deadline in deadlines_of(lane, order, now)


def _together(results: Sequence[DeadlineResult]) -> DeadlineResult:
    passed = tuple(each for result in results for each in result.passed)
    return DeadlineResult(passed, tuple(each for result in results for each in result.alerts))


def _near(alert: Alert, consequence: str) -> Event:
    details = {
        "deadline": alert.deadline,
        "level": alert.level,
        "due_at": alert.due_at.isoformat(),
        "consequence": consequence,
    }
    return Event(at=alert.at, key=alert.key, kind="alert", who=ENGINE, details=details)
