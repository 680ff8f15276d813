"""What an engine can do in; what is due done round by round, in one thread or in several, until somebody says stop."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property, partial
from typing import TYPE_CHECKING

from stallkeeper.clock import Clock
from stallkeeper.orders import WORKED_ON, SubmissionState
from stallkeeper.runtime.crew import Crew, Due
from stallkeeper.runtime.deadlines import ALL_EVERY, Deadlines
from stallkeeper.runtime.lane import Lane
from stallkeeper.runtime.progress import OnProgress, ReadingPlanned
from stallkeeper.runtime.results import DeadlineResult, SendResult, SyncResult, TickResult, together
from stallkeeper.runtime.rhythm import Rhythm
from stallkeeper.runtime.store_turns import EVERY_ACCOUNT, StoreTurns
from stallkeeper.spec.channel_spec import Window
from stallkeeper.store.history_reader import RULES
from stallkeeper.store.store import Store

if TYPE_CHECKING:
    from stallkeeper.runtime.daily_reading import DailyReading
    from stallkeeper.runtime.seller_rules import SellerRules

LOOKED_AT_EVERY = timedelta(seconds=1)
"""How often it is asked what comes due or has just happened."""
RULES_EVERY = timedelta(seconds=1)
LOOK_AGAIN_FROM = timedelta(seconds=0.1)
LOOK_AGAIN_AFTER = timedelta(seconds=2)
"""How long `run` waits at most before it looks at the queue again: another process may have put something there."""


@dataclass(frozen=True, slots=True)
class Duties:
    """What there is to do. `send` takes one account's name, or none for all."""

    lanes: Callable[[], Iterable[Lane]]
    read: Callable[[Lane, tuple[Window, ...]], SyncResult]
    send: Callable[[str | None], SendResult]
    deadlines: Callable[[], DeadlineResult]
    """Of all open orders."""
    due: Deadlines
    """Those that come due before all are looked at again."""
    daily: Callable[[], object]
    """What looks by itself whether a day has passed."""
    rules: Callable[[], SellerRules]
    """A seller's own rules; made when they are first asked for."""
    open_orders: Callable[[], DailyReading]
    """Reads the open orders again that no sweep has reported for a day."""
    messages: Callable[[], Iterable[tuple[str, Callable[[], object]]]] = tuple
    """Who else is to be told, each with what does it."""


class Rounds:
    """When what is done. `between_pages` is asked by a sweep after each page: whether to stop there."""

    def __init__(self, duties: Duties, store: Store, rhythm: Rhythm, clock: Clock, tell: OnProgress) -> None:
        self._duties = duties
        self._store = store
        self._rhythm = rhythm
        self._clock = clock
        self._tell = tell
        self._turns = StoreTurns(tell)
        self._stop: Callable[[], bool] = _never
        self._sends_between_pages = False
        self._deadlines_due: datetime | None = None
        self._look_due: datetime | None = None
        self._rules_due: datetime | None = None
        self._planned: tuple[ReadingPlanned, ...] = ()

    def tick(self) -> TickResult:
        """Everything that is due, once, in this thread."""
        sent = self._duties.send(None)
        synced = tuple(self._due_reads())
        self._read_open_orders()
        passed = self._pass_deadlines()
        asked = tuple(self._duties.send(account) for account in self._rules_due_now() if self._acts(account))
        self._duties.daily()
        for _, deliver in self._duties.messages():
            deliver()
        return TickResult(synced, together(sent, *asked), passed, self._next_due())

    def run(self, stop: Callable[[], bool], workers: int) -> None:
        """Until `stop` says so; with more than one worker by a crew of threads."""
        self._stop, self._sends_between_pages = stop, workers == 1
        try:
            if workers == 1:
                while not stop():
                    if not self._turns.done("tick", EVERY_ACCOUNT, lambda: self._wait_until(self.tick().next_due)):
                        self._clock.sleep(LOOKED_AT_EVERY.total_seconds())
            else:
                self._crew(workers).run(stop)
        finally:
            self._stop, self._sends_between_pages = _never, False

    def begin_anew(self) -> None:
        """The clock has gone back: everything is looked at now."""
        self._deadlines_due = self._look_due = self._rules_due = None
        self._rhythm.begin_anew()

    def stopping(self) -> bool:
        """Whether somebody said stop."""
        return self._stop()

    def between_pages(self) -> bool:
        """Whether to stop; what a seller asked for meanwhile, and what comes due, does not wait for the end."""
        stopping = self._stop()
        if self._sends_between_pages and not stopping:
            for account in self._accounts_with_rules_due():
                self._acts(account)
            for account in self._waiting_accounts("queued"):
                self._duties.send(account)
            self._look_at_deadlines()
        return stopping

    def deadlines_seen(self) -> None:
        """Somebody has looked at the deadlines just now."""
        self._deadlines_due = self._clock.now() + ALL_EVERY

    def _crew(self, workers: int) -> Crew:
        lanes = tuple(self._duties.lanes())

        def jobs() -> Iterator[tuple[str, Callable[[], object]]]:
            for lane, windows in self._rhythm.all_due(lanes, self._clock.now()):
                yield lane.name, lambda lane=lane, windows=windows: self._duties.read(lane, windows)  # type: ignore[misc]

            for lane in lanes:
                if self._duties.open_orders().is_due(lane):
                    yield lane.name, partial(self._duties.open_orders().due_look, lane)

        def errand(account: str, acts: bool) -> None:
            if acts:
                self._acts(account)
            self._duties.send(account)

        def errands() -> Iterator[tuple[str, Callable[[], object]]]:
            acting = self._accounts_with_rules_due()
            for account in sorted({*acting, *self._waiting_accounts(*WORKED_ON)}):
                yield account, partial(errand, account, account in acting)
            yield from self._duties.messages()

        reading, acting_for = self._patiently("reading", jobs), self._patiently("errands", errands)
        return Crew(workers, reading, acting_for, self._look, self._clock)

    def _patiently(self, caller: str, due: Due) -> Due:
        """The same jobs, which another process that has the store just now puts off, and not the whole run."""

        def jobs() -> list[tuple[str, Callable[[], object]]]:
            found: list[tuple[str, Callable[[], object]]] = []
            self._turns.done(caller, EVERY_ACCOUNT, lambda: found.extend(due()))
            return [(account, self._turns.job(caller, account, job)) for account, job in found]

        return jobs

    def _look(self) -> None:
        self._turns.done("look", EVERY_ACCOUNT, self._look_around)

    def _look_around(self) -> None:
        self._look_at_deadlines()
        self._duties.daily()
        self._tell_plan()

    def _due_reads(self) -> Iterator[SyncResult]:
        for lane in self._duties.lanes():
            windows = self._rhythm.due(lane, self._clock.now())
            if windows and not self._stop():
                yield self._duties.read(lane, windows)

    def _read_open_orders(self) -> None:
        for lane in self._duties.lanes():
            self._duties.open_orders().due_look(lane)

    def _waiting_accounts(self, *states: SubmissionState) -> set[str]:
        """Accounts with a submission in one of these states that is due, unless they have to rest."""
        now = self._clock.now()
        due = self._store.accounts_waiting(states, now)
        lanes = self._duties.lanes() if due else ()
        return {lane.name for lane in lanes if lane.name in due and not lane.is_resting(now)}

    def _acts(self, account: str) -> bool:
        """Whether the rules of an account asked for something."""
        return bool(self._duties.rules().work(account))

    def _accounts_with_rules_due(self) -> Collection[str]:
        """Asked often, answered every second."""
        now = self._clock.now()
        if self._rules_due is not None and now < self._rules_due:
            return ()
        self._rules_due = now + RULES_EVERY
        return self._rules_due_now()

    def _rules_due_now(self) -> Collection[str]:
        return self._duties.rules().due() if self._has_rules else ()

    @cached_property
    def _has_rules(self) -> bool:
        """Where nobody has rules, or ever had, what they need is not even loaded."""
        return any(lane.rules for lane in self._duties.lanes()) or self._store.readers.read_upto(RULES) is not None

    def _look_at_deadlines(self) -> None:
        """Asked often, answered every second."""
        now = self._clock.now()
        if self._look_due is None or self._look_due <= now:
            self._look_due = now + LOOKED_AT_EVERY
            self._pass_deadlines()

    def _pass_deadlines(self) -> DeadlineResult:
        if self._deadlines_due is None or self._deadlines_due <= self._clock.now():
            return self._duties.deadlines()
        return self._duties.due.due(self._duties.lanes())

    def _next_due(self) -> datetime:
        now = self._clock.now()
        lanes = tuple(self._duties.lanes())
        instants = [self._rhythm.next(lane, now).at for lane in lanes]
        instants += [self._duties.open_orders().next_due(lane) for lane in lanes]
        others = (
            self._deadlines_due or now,
            self._duties.due.next_due(),
            self._next_attempt(lanes, now),
            self._duties.rules().next_due() if self._has_rules else None,
        )
        return min([*instants, *(each for each in others if each is not None)])

    def _next_attempt(self, lanes: Iterable[Lane], now: datetime) -> datetime | None:
        """When there is something to send; what waits for an account that rests waits for the end of its rest."""
        awake = [lane.name for lane in lanes if not lane.is_resting(now)]
        rested = [lane.resting_until for lane in lanes if lane.resting_until is not None and lane.is_resting(now)]
        return min(filter(None, (self._store.next_attempt_at(WORKED_ON, awake), *rested)), default=None)

    def _tell_plan(self) -> None:
        """What is read next, and which accounts have to wait for what; only where it has changed."""
        now = self._clock.now()
        plans = sorted((self._rhythm.next(lane, now) for lane in self._duties.lanes()), key=lambda each: each.at)
        planned = tuple(each for each in plans if each.because is not None or each is plans[0])
        if planned != self._planned and plans[0].at > now:
            for each in planned:
                self._tell(each)
            self._planned = planned

    def _wait_until(self, instant: datetime) -> None:
        """What is due and cannot be done yet, for its account rests or is not here any more, keeps nobody busy."""
        now = self._clock.now()
        until = min(max(instant, now + LOOK_AGAIN_FROM), now + LOOK_AGAIN_AFTER)
        while not self._stop():
            self._tell_plan()
            left = (until - self._clock.now()).total_seconds()
            if not 0 < left <= 2 * LOOK_AGAIN_AFTER.total_seconds():  # more: the clock has gone back
                return
            self._clock.sleep(min(left, 0.5))


def _never() -> bool:
    return False
