"""Channels, accounts, a store, a clock and a way to connect in; orders kept in step with their marketplaces out."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable, Mapping
from types import TracebackType
from typing import TYPE_CHECKING, Any

from stallkeeper.accounts.retention import NO_RETENTION_KEYS, RetentionKeys
from stallkeeper.clock import Clock, new_identifier
from stallkeeper.errors import AccountError, UsageError
from stallkeeper.machine.decide import offered
from stallkeeper.machine.decision import Explanation
from stallkeeper.machine.explain import explain
from stallkeeper.orders import AccountHealth, LedgerEntry, Lists, OrderKey, Submission, SubmissionState
from stallkeeper.runtime.acting import Acting
from stallkeeper.runtime.clock_watch import ClockWatch
from stallkeeper.runtime.daily_reading import DailyReading
from stallkeeper.runtime.deadlines import Deadlines
from stallkeeper.runtime.due_dates import RunningDeadline, running_deadlines
from stallkeeper.runtime.edition_watch import EditionWatch
from stallkeeper.runtime.engine_parts import EngineParts
from stallkeeper.runtime.error_queue import ErrorQueue
from stallkeeper.runtime.health import health_of
from stallkeeper.runtime.journal import Journal, asked_by
from stallkeeper.runtime.lane import AccountsLike, Connect, Lane
from stallkeeper.runtime.lanes import Lanes
from stallkeeper.runtime.ledger import Ledger
from stallkeeper.runtime.needs_data import NeedsData, together
from stallkeeper.runtime.outbox import Outbox
from stallkeeper.runtime.planning import Plan, plan_of
from stallkeeper.runtime.progress import OnProgress, one_at_a_time, say_nothing
from stallkeeper.runtime.results import ActResult, DeadlineResult, SendResult, SyncResult, TickResult
from stallkeeper.runtime.rhythm import Rhythm
from stallkeeper.runtime.rounds import Duties, Rounds
from stallkeeper.runtime.sweep_report import ledger_entries
from stallkeeper.runtime.sweeper import Sweeper
from stallkeeper.runtime.value_lists import lists_for
from stallkeeper.spec.channel_spec import Window
from stallkeeper.spec.loaded import LoadedChannel
from stallkeeper.store.store import Store

if TYPE_CHECKING:
    from stallkeeper.store.stock import Stock


class Engine(EngineParts):
    """The facade. One engine is used by one thread; several may live in one process, on one store or on several.

    `channels` maps what accounts call their channel to what loading it gave. `connect` makes an account's client when
    it is first needed. `jitter` gives numbers in [0, 1) and `new_id` fresh identifiers. `retention` is what the
    accounts file says of how long data about people stays. `stock` tells by account how many units are free, for rules
    that ask for it; accounts that share a stock have the very same one. Every method may raise StoreError; a
    marketplace that fails or refuses is a value in the result and an incident, never an exception.
    """

    def __init__(
        self,
        channels: Mapping[str, LoadedChannel],
        accounts: AccountsLike,
        store: Store,
        clock: Clock,
        connect: Connect,
        on_progress: OnProgress | None = None,
        *,
        jitter: Callable[[], float] = random.random,
        new_id: Callable[[], str] = new_identifier,
        retention: RetentionKeys = NO_RETENTION_KEYS,
        stock: Mapping[str, Stock] | None = None,
    ) -> None:
        tell = one_at_a_time(on_progress or say_nothing)
        self._accounts = accounts
        self._store = store
        self._clock = clock
        self._stock = stock or {}
        self._new_id = new_id
        self._lanes = Lanes(channels, accounts, connect, self._stock, store.accounts.rest)
        ledger = Ledger(store)
        self._journal = Journal(store, clock, tell)
        needs_data = NeedsData(store, self._journal, clock)
        self._outbox = Outbox(store, self._journal, clock, tell, jitter, needs_data)
        self._rhythm = Rhythm(ledger, jitter)
        self._retention = retention
        messages, rules = lambda: self.webhooks.due(), lambda: self.rules
        self._open_orders: DailyReading
        look, every = lambda: self._open_orders, self._lanes.every
        self._deadlines = Deadlines(store, clock, tell)
        due = self._deadlines
        duties = Duties(every, self._sync, self.send, self.deadlines, due, self._daily, rules, look, messages)
        self._rounds = Rounds(duties, store, self._rhythm, clock, tell)
        between, seen = self._rounds.between_pages, self._outbox.notice
        self._clock_watch = ClockWatch(store, clock, (self._rounds.begin_anew, self._lanes.begin_anew))
        self._sweeper = Sweeper(store, ledger, clock, tell, new_id, between, seen)
        self._open_orders = DailyReading(store, ledger, self._rhythm, self._journal, clock, new_id, between, seen)
        self._acting = Acting(store, clock, tell, new_id, needs_data)
        self._editions = EditionWatch(store, self._journal, clock)
        self.errors = ErrorQueue(store, self._journal, clock, self.gone, self._again, self.sync, self._other_errors)
        """What failed and is not right again yet; lists it, tries it again, and notes who dealt with it otherwise."""

    def __enter__(self) -> Engine:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    @property
    def store(self) -> Store:
        """The store it was given: orders, history and submissions are read there."""
        return self._store

    def close(self) -> None:
        """Let go of the clients; the store is the caller's."""
        self._lanes.close()
        if "webhooks" in vars(self):
            self.webhooks.close()

    # Reading

    def sync(self, account: str, window: str | None = None) -> SyncResult:
        """Read one window of an account now; without a name those that are due, or the first when none is.

        Raises UsageError for an account or a window that does not exist.
        """
        lane = self._lanes.of(account)
        if window is not None:
            return self._sync(lane, (lane.window(window),))
        return self._sync(lane, self._rhythm.due(lane, self._clock.now()) or lane.spec.retrieval[:1])

    def _sync(self, lane: Lane, windows: tuple[Window, ...]) -> SyncResult:
        self._look()
        sweeps = []
        try:
            lane.client  # noqa: B018  # an account that cannot be used says so before a sweep begins
            self._editions.look(lane)
            self._begin_to_read(lane)
            for window in windows:
                sweeps.append(self._sweeper.run(lane, window))
                self._rhythm.ran(sweeps[-1])
                if self._rounds.stopping() or lane.is_resting(self._clock.now()):
                    break
            else:
                if lane.has_papers:
                    self.documents.work(lane)
        except AccountError as error:
            self._journal.caught(lane.name, error)
            lane.refuse(error, self._clock.now(), self._journal.raise_incident)
            return SyncResult(lane.name, tuple(sweeps), str(error))
        return SyncResult(lane.name, tuple(sweeps))

    # Acting

    def act(
        self,
        action: str,
        key: OrderKey,
        fields: Mapping[str, Any],
        who: str,
        dry_run: bool = False,
        confirmed: bool = False,
    ) -> ActResult:
        """Ask the machine whether `action` may be done with the order; where it may, queue it (`send` sends it).

        `fields` may be typed, or text as from a command line. `who` says who asks, such as "seller:anna". A dry run
        only decides. Where the buyer asks to cancel what would be sent, the decision is `Unconfirmed` until `confirmed`
        says that a person wants it. Raises UsageError for an order that is not in the store, or is no account's here,
        and for a `who` that names nobody.
        """
        asked_by(who)
        order = self._order(key)
        return self._acting.act(
            self._lanes.of(order.account), action, order, fields, who, dry_run=dry_run, confirmed=confirmed
        )

    def plan(self, action: str, keys: Iterable[OrderKey], fields: Mapping[str, Any] | None = None) -> Plan:
        """A selection split into ready, needs data and not possible; nothing is sent. Raises UsageError as `act` does.

        What is planned as ready, `act` takes, unless the order changes meanwhile.
        """
        orders = (self._order(key) for key in keys)
        now, pending = self._clock.now(), self._store.open_submission
        return plan_of(
            action,
            fields or {},
            orders,
            now,
            lambda order: self._lanes.of(order.account),
            pending,
            lists_for,
            self._waits,
        )

    def send(self, account: str | None = None) -> SendResult:
        """Send what is due, confirm what was sent, look up what is in doubt; of one account, or of all."""
        self._look()
        submissions: list[Submission] = []
        errors: list[tuple[str, str]] = []
        for lane in self._lanes.some(account):
            try:
                submissions.extend(self._outbox.work(lane))
            except AccountError as error:
                self._journal.caught(lane.name, error)
                lane.refuse(error, self._clock.now(), self._journal.raise_incident)
            if lane.resting_because is not None:
                errors.append((lane.name, lane.resting_because))
        return SendResult(tuple(submissions), tuple(errors))

    def settle(self, submission_id: str, happened: bool, who: str) -> Submission:
        """A person has looked: what was in doubt has `happened` (confirmed) or not (rejected; the order is free again).

        Raises UsageError for one that does not exist, or is neither in doubt nor was sent for an account that is gone.
        """
        asked_by(who)
        submission = self._store.submission(submission_id)
        if submission is None or not self.gone.may_be_settled(submission):
            standing = "does not exist" if submission is None else f"is {submission.state}"
            raise UsageError(f"submission {submission_id} {standing}; only one in doubt is settled by hand")
        reason = "a person looked it up at the marketplace"
        state: SubmissionState = "confirmed" if happened else "rejected"
        return self._journal.move_by_hand(submission, state, who=who, reason=reason)

    def offered(self, key: OrderKey) -> tuple[str, ...]:
        """The actions a seller may start with the order now. Raises UsageError as `act` does."""
        order = self._order(key)
        lane = self._lanes.of(order.account)
        return offered(lane.machine, order, now=self._clock.now(), pending=self._store.open_submission(key))

    def explain(self, key: OrderKey, action: str, fields: Mapping[str, Any] | None = None) -> Explanation:
        """Why `action` may or may not be done with the order now. Raises UsageError as `act` does."""
        order = self._order(key)
        lane = self._lanes.of(order.account)
        pending = self._store.open_submission(key)
        lists = lists_for(lane, action)
        return explain(lane.machine, order, action, fields, now=self._clock.now(), pending=pending, lists=lists)

    def lists(self, key: OrderKey, action: str) -> Lists:
        """The lists that the channel gives for the fields of `action`, as far as they can be read."""
        return lists_for(self._lanes.of(self._order(key).account), action)

    # Looking after it

    def health(self, account: str | None = None) -> tuple[AccountHealth, ...]:
        """Whether an account, or each and those that are gone, is kept in step, and what a person has to look at."""
        gone, now = self.gone.health(account), self._clock.now()
        lanes = () if account is not None and gone else self._lanes.some(account)
        return (*(health_of(lane, self._store, now) for lane in lanes), *gone)

    def due_dates(self, account: str | None = None) -> tuple[RunningDeadline, ...]:
        """The deadlines that run for the orders of an account, or of all, the nearest first, and what happens then."""
        now, lanes = self._clock.now(), self._lanes.some(account)
        found = (each for lane in lanes for each in running_deadlines(lane, self._store, now))
        return tuple(sorted(found, key=lambda each: each.due_at))

    def ledger(self, account: str | None = None) -> tuple[LedgerEntry, ...]:
        """Every sweep of an account, or of all, the newest first, with what it shows of the others."""
        swept = ((lane, self._store.sweeps(lane.name)) for lane in self._lanes.some(account))
        found = (entry for lane, sweeps in swept for entry in ledger_entries(sweeps, lane.spec.retrieval))
        return tuple(sorted(found, key=lambda entry: entry.sweep.started_at, reverse=True))

    # Over time

    def deadlines(self) -> DeadlineResult:
        """Note what has passed: a deadline kept by the channel flags the order late, one kept by us moves it.

        Of one that has not, it is told once when 50, 80 and 95 percent of its time have gone.
        """
        found = self._deadlines.all(self._lanes.every())
        self._rounds.deadlines_seen()
        return found

    def _daily(self) -> object:
        self._look()
        return self.privacy.daily()

    def tick(self) -> TickResult:
        """Everything that is due: send first, for somebody waits for it; then read; then look at the deadlines
        and do what the seller's own rules say.

        Raises SpecError or UsageError when an account's channel cannot be used at all.
        """
        return self._rounds.tick()

    def run(self, stop: Callable[[], bool], workers: int = 1) -> None:
        """Do what is due until `stop` says so; it is asked between pages and while waiting, so that the end comes soon.

        With one worker all of it happens in the caller's thread, and what a seller asked for goes out between two
        pages of a sweep. With more, so many accounts are read side by side, and actions are sent beside all of them;
        `on_progress` is then called from several threads, one at a time. Raises as `tick` does.
        """
        self._rounds.run(stop, workers)

    # Finding

    def _waits(self, lane: Lane, key: OrderKey, action: str, fields: Mapping[str, Any]) -> Mapping[str, Any]:
        """What is given now, beside what a back office said of the same action before."""
        waiting = self._store.waiting_for_data(key, action)
        return fields if waiting is None else together(lane, waiting, fields)
