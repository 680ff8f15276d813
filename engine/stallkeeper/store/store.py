"""What a sync brings and what a seller asks for goes in, in whole transactions; orders and work come out."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from datetime import datetime
from pathlib import Path
from types import TracebackType

from stallkeeper.orders import (
    OPEN_STATES,
    Cursor,
    Event,
    Incident,
    Order,
    OrderKey,
    Submission,
    SubmissionState,
    Sweep,
    Via,
)
from stallkeeper.store.buyer_guard import BuyerGuard
from stallkeeper.store.database import Database
from stallkeeper.store.history_table import HistoryTable
from stallkeeper.store.incident_table import IncidentTable
from stallkeeper.store.key_file import KeyFile
from stallkeeper.store.known import Known
from stallkeeper.store.order_filter import OrderFilter
from stallkeeper.store.order_table import OrderTable
from stallkeeper.store.order_writes import OrderWrites
from stallkeeper.store.page_write import PageWrite
from stallkeeper.store.sighting_table import SightingTable, Unreported
from stallkeeper.store.standing import Standing, standing
from stallkeeper.store.store_parts import StoreParts
from stallkeeper.store.submission_table import SubmissionTable
from stallkeeper.store.sweep_table import SweepTable
from stallkeeper.store.token_table import TokenTable


class Store(StoreParts):
    """One SQLite file. Open it with `Store.open`; every method raises StoreError when the file cannot be used as asked.

    Several stores, in several processes, may have the same file open: readers never wait, writers take turns. One store
    may be shared by threads; it lets one of them in at a time. Every commit is on disk when the call returns.
    """

    def __init__(self, database: Database) -> None:
        self._database = database
        self.keys = KeyFile(database.path, database.busy_seconds)
        """The secret, the tombstones and the keys of documents, in a file beside the database."""
        self._orders = OrderTable(database, self.keys)
        self._history = HistoryTable(database)
        self._writes = OrderWrites(database, self._orders, self._history, BuyerGuard(database, self._orders, self.keys))
        self._submissions = SubmissionTable(database)
        self._sweeps = SweepTable(database)
        self._sightings = SightingTable(database)
        self._incidents = IncidentTable(database)
        self.tokens = TokenTable(database, self.keys.token_key)
        """The newest refresh token of each account that has one."""

    @classmethod
    def open(cls, path: Path | str, *, now: datetime, busy_seconds: float = 10.0) -> Store:
        """Open the file at `path` (":memory:": none at all), made where it is missing, migrated where it is older.

        `now` is noted beside each step that is taken. A writer waits up to `busy_seconds` for its turn.
        """
        return cls(Database(path, now=now, busy_seconds=busy_seconds))

    @classmethod
    def open_to_read(cls, path: Path | str, *, now: datetime, busy_seconds: float = 10.0) -> Store:
        """Open a store that is there and change nothing in it: what would write raises StoreError."""
        return cls(Database(path, now=now, busy_seconds=busy_seconds, only_read=True))

    def came_by(self, door: Via) -> None:
        """Through which door it was opened; what a seller does from here on is on record as done through it."""
        self._history.via = door

    def __enter__(self) -> Store:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        self._database.close()
        self.keys.close()

    # Taking in

    def known(self, scope: str, channel: str, ids: Iterable[str]) -> dict[str, Known]:
        """Those of `ids` that are stored. One query for a page; each order is read only when it is asked for."""
        return self._orders.known(scope, channel, ids)

    def write_page(self, page: PageWrite) -> None:
        """Store one page in one transaction: orders, lines, payloads, history, the sweep, the cursor, incidents.

        An address that is None or empty leaves a stored one as it is. An order that another process stored meanwhile is
        left alone when it holds the same record, and refuses the page (StoreError) when it holds another.
        """
        with self._database.transaction():
            cause = page.cause or (f"sweep:{page.sweep.id}" if page.sweep else None)
            stored = self._writes.store(page.writes, cause)
            if page.at is not None:
                self._sightings.add(page.at, (*stored, *page.sighted))
            if page.sweep is not None:
                self._sweeps.save(page.sweep)
            if page.cursor is not None:
                self._sweeps.move_cursor(page.cursor)
            for incident in page.incidents:
                self._incidents.add(incident)
            for over in page.settled:
                self._incidents.resolve(over.account, over.kind, over.subject, over.last_at)

    def update_order(self, order: Order, events: Iterable[Event], *, held: Order | None = None) -> bool:
        """Another state of a stored order, and why; payload and digest stay, and so do addresses not given here.

        `held` is what `order` gave when it was decided (None: not said). When the store holds another state by now,
        nothing is written, and it says False: decide anew.
        """
        with self._database.transaction():
            if held is not None and self._orders.order(order.key) != held:
                return False
            self._writes.change(order, events)
        return True

    # Reading

    def order(self, key: OrderKey) -> Order | None:
        """The whole order, with its addresses."""
        return self._orders.order(key)

    def find(self, order_id: str, channel: str | None = None, account: str | None = None) -> tuple[Order, ...]:
        """All whole orders with that id, by channel and scope."""
        return self._orders.find(order_id, channel, account)

    def orders(self, filter: OrderFilter | None = None) -> Iterator[Order]:
        """Orders without their addresses, by `ordered_at` downwards (those without one last), then by id.

        Which orders it gives is settled at its first step; each is read when its turn comes, some hundreds at a time.
        Nothing is held open between two steps: the caller may write while it goes on.
        """
        return self._orders.filtered(filter or OrderFilter())

    def history(self, key: OrderKey) -> tuple[Event, ...]:
        """What happened to the order, in the order in which we learned it."""
        return self._history.of_order(key)

    def payload(self, key: OrderKey) -> bytes | None:
        """The native record last applied, byte for byte; None when there is none, or when it was erased."""
        return self._orders.payload(key)

    def counts(self) -> dict[tuple[str, str | None], int]:
        """How many orders there are, by channel and status (None: native status unknown)."""
        return self._orders.counts()

    # Submissions

    def add_submission(self, submission: Submission, events: Iterable[Event]) -> bool:
        """Note an intent and its history in one transaction; False when another open submission holds the order."""
        with self._database.transaction():
            added = self._submissions.add(self._writes.number(submission.key), submission)
            if added:
                self._writes.append(events)
        return added

    def update_submission(
        self,
        submission: Submission,
        events: Iterable[Event],
        *,
        durable: bool = False,  # noqa: ARG002
        held: Submission,
        by_sender: bool = True,
    ) -> bool:
        """Note what became of it, if it is stored as it was `held`; else False, and nothing is written.

        `by_sender` counts for one that is being sent: who sends it has its answer, and nobody else knows of it.
        What a person was told of one that is over by that is closed with it.

        `durable` says that the caller is about to do what cannot be undone. Every commit is durable here
        (synchronous=FULL), so it changes nothing; a store that may commit lazily must not do so then.
        """
        with self._database.transaction():
            changed = self._submissions.change(submission, held, by_sender=by_sender)
            if changed:
                self._writes.append(events)
            if changed and submission.state not in OPEN_STATES:
                self._incidents.resolve(submission.account, None, submission.id, submission.updated_at)
        return changed

    def submissions(
        self,
        account: str | None = None,
        states: Collection[SubmissionState] | None = None,
        due_at: datetime | None = None,
    ) -> tuple[Submission, ...]:
        """The next to be attempted first; `due_at` leaves those whose next attempt is at that instant or before."""
        return self._submissions.some(account, states, due_at)

    def accounts_waiting(self, states: Collection[SubmissionState], due_at: datetime | None = None) -> set[str]:
        """Accounts with a submission in one of `states`; `due_at`: whose next attempt is then or before."""
        return self._submissions.accounts(states, due_at)

    def next_attempt_at(
        self, states: Collection[SubmissionState], accounts: Collection[str] | None = None
    ) -> datetime | None:
        """When the next of the submissions in one of `states`, of `accounts` or all, is to be attempted; or None."""
        return self._submissions.next_turn(states, accounts)

    def submission(self, submission_id: str) -> Submission | None:
        return self._submissions.one(submission_id)

    def standing(self, account: str | None = None, submission_id: str | None = None) -> tuple[Standing, ...]:
        """What did not go through, each with what its order says of it by now; one query, however many there are."""
        return standing(self._database, account, submission_id)

    def submissions_of(self, key: OrderKey) -> tuple[Submission, ...]:
        """All that were ever asked for this order, in the order of time."""
        return self._submissions.of_order(key)

    def waiting_for_data(self, key: OrderKey, action: str) -> Submission | None:
        """What a back office asked for and could not say all of, if anything."""
        return self._submissions.waiting_one(key, action)

    def open_submission(self, key: OrderKey) -> Submission | None:
        """The one submission that holds the order, if any."""
        return self._submissions.open_one(key)

    # How far reading has come

    def cursor(self, account: str, window: str) -> Cursor | None:
        return self._sweeps.cursor(account, window)

    def unreported(self, wanted: Unreported, limit: int) -> tuple[tuple[int, str], ...]:
        """Number and id of orders that the marketplace has not spoken of for long."""
        return self._sightings.unreported(wanted, limit)

    def neighbours(
        self, account: str, channel: str, numbers: Collection[int], without: str, limit: int
    ) -> tuple[str, ...]:
        """Ids of orders of the account that came just before the newest of these; none bears the flag `without`."""
        return self._sightings.neighbours(account, channel, numbers, without, limit)

    def forget_sightings(self, before: datetime) -> None:
        """Forget of which orders the marketplace spoke before that."""
        if self._sightings.begin_before(before):
            with self._database.transaction():
                self._sightings.forget(before)

    def open_sweep(self, account: str, window: str) -> Sweep | None:
        """The sweep that is running, or was when its process was killed: `resume` tells where it goes on."""
        return self._sweeps.running(account, window)

    def sweeps(self, account: str | None = None) -> tuple[Sweep, ...]:
        """The ledger, newest first."""
        return self._sweeps.ledger(account)

    def newest_sweeps(self, account: str) -> tuple[Sweep, ...]:
        """Of each window of the account the sweep that started last."""
        return self._sweeps.newest(account)

    def sweeps_since_complete(self, account: str, window: str) -> tuple[Sweep, ...]:
        """The sweeps of a window, the newest first, down to the last that was complete."""
        return self._sweeps.since_complete(account, window)

    def save_sweep(self, sweep: Sweep) -> None:
        """A new sweep, or the newest state of one; at most one of an account's window is running at a time."""
        with self._database.transaction():
            self._sweeps.save(sweep)

    # What a person should know

    def incidents(self, open_only: bool = True) -> tuple[Incident, ...]:
        """One for each cause, with a count; the one that was seen last comes first."""
        return self._incidents.all(open_only)

    def raise_incident(self, incident: Incident) -> bool:
        """Count an incident to its cause; True when the cause was not open before."""
        with self._database.transaction():
            return self._incidents.add(incident)

    def resolve_incidents(
        self, account: str, kind: str, subject: str | None = None, *, at: datetime | None = None
    ) -> int:
        """Close the open incidents of a kind (and subject), as of `at`, else of when they were last seen; how many."""
        if not self._incidents.is_open(account, kind, subject):
            return 0  # most sweeps close none: then nobody waits for the write lock
        with self._database.transaction():
            return self._incidents.resolve(account, kind, subject, at)
