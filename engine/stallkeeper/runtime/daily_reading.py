"""An account's open orders that no sweep has reported for a day in; each read by its id, and noted in the ledger, out.

Sweeps are read first, what a seller asked for goes out between any two orders, and the account's budgets count. What
was read is known to the store order by order, so that a process that is killed leaves nothing to begin again.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial

from stallkeeper.clock import Clock
from stallkeeper.errors import AccountError, ChannelError
from stallkeeper.orders import Order, Sweep
from stallkeeper.runtime import incidents
from stallkeeper.runtime.anew import anew_if_taken
from stallkeeper.runtime.intake import STALE
from stallkeeper.runtime.journal import Journal
from stallkeeper.runtime.lane import Lane
from stallkeeper.runtime.ledger import Ledger
from stallkeeper.runtime.open_batch import OpenBatch, OpenBatches
from stallkeeper.runtime.overtaken import Overtaken
from stallkeeper.runtime.page_intake import PageIntake, PageTaken
from stallkeeper.runtime.rhythm import Rhythm
from stallkeeper.runtime.sweep_opening import SweepOpening
from stallkeeper.runtime.sweep_report import OPEN_ORDERS
from stallkeeper.runtime.vanishing import vanish
from stallkeeper.store.page_write import OrderWrite, PageWrite
from stallkeeper.store.sighting_table import Unreported
from stallkeeper.store.store import Store
from stallkeeper.words import MAY_END

EVERY = timedelta(minutes=15)
UNHEARD_OF = timedelta(days=1) - EVERY
"""An order that nothing was heard of for so long is read; it is looked every quarter of an hour which those are."""
BATCH = 50
AT_A_STRETCH = timedelta(minutes=1)
_A_DAY = timedelta(days=1)
AGES = tuple(_A_DAY * 2**power for power in range(11))
"""An order that is sent and may still move is read on the day when it has been so for 1, 2, 4, 8 … days."""


class DailyReading:
    """`between` is asked before each order: whether to stop there."""

    def __init__(
        self,
        store: Store,
        ledger: Ledger,
        rhythm: Rhythm,
        journal: Journal,
        clock: Clock,
        new_id: Callable[[], str],
        between: Callable[[], bool],
        seen: Callable[[Lane, Collection[Order]], None],
    ) -> None:
        self._store = store
        self._ledger = ledger
        self._rhythm = rhythm
        self._journal = journal
        self._batches = OpenBatches(store, journal)
        self._opening = SweepOpening(store, ledger, clock, new_id)
        self._clock = clock
        self._new_id = new_id
        self._between = between
        self._seen = seen
        self._next: dict[str, datetime] = {}

    def next_due(self, lane: Lane) -> datetime:
        """When to look next. A window that lists orders again anyway, and is about to, goes before."""
        now = self._clock.now()
        at = min(self._next.get(lane.name, now), now + EVERY)  # never later, also where the clock has gone back
        slow = self._rhythm.next_slow(lane, now)
        waits = slow is not None and at <= now < slow <= now + EVERY
        return max(at, slow if waits and slow is not None else at, lane.resting_until or at)

    def is_due(self, lane: Lane) -> bool:
        """Whether to look now."""
        return self.next_due(lane) <= self._clock.now()

    def look(self, lane: Lane) -> Sweep | None:
        """Read the next orders of the account that are due; what the ledger says of it, or None where none is due."""
        now = self._clock.now()
        left = self._left(lane)
        resume = self._resume(lane, left)
        due = self._store.unreported(_wanted(lane, now, resume), BATCH)
        if not due and resume is not None:
            due = self._store.unreported(_wanted(lane, now, None), BATCH)
        if not due or not lane.reads_single_orders:
            self._next[lane.name] = now + EVERY
            self._store.forget_sightings(now - UNHEARD_OF)
            return self._not_possible(lane, now) if due else self._ended(left, now)
        new = Sweep(self._new_id(), lane.name, OPEN_ORDERS, None, now, now, resume=resume)
        sweep = left or self._opening.begin(new)
        until = now + AT_A_STRETCH
        batch = self._batches.ask(lane, due, lambda: self._between() or self._has_to_wait(lane, until), now)
        last = len(batch.asked) == len(due) < BATCH
        after = anew_if_taken(partial(self._keep, lane, sweep, batch, last=last))
        if batch.error is not None or last:
            self._next[lane.name] = self._clock.now() + EVERY
        return after

    def _left(self, lane: Lane) -> Sweep | None:
        """One that still goes on, a killed process's as well."""
        return self._store.open_sweep(lane.name, OPEN_ORDERS)

    def _resume(self, lane: Lane, left: Sweep | None) -> str | None:
        """The number of the order that was read last, where not all had their turn: none is read twice before that."""
        newest = left or self._ledger.newest(lane.name).get(OPEN_ORDERS)
        return None if newest is None or newest.state == "complete" else newest.resume

    def _ended(self, left: Sweep | None, now: datetime) -> Sweep | None:
        if left is None:
            return None
        ended = replace(left, state="complete", finished_at=now)
        self._ledger.save(ended)
        return ended

    def _not_possible(self, lane: Lane, now: datetime) -> Sweep | None:
        """The ledger says so once a day."""
        said = self._ledger.newest(lane.name).get(OPEN_ORDERS)
        if said is not None and now < said.started_at + timedelta(days=1):
            return None
        error = "open orders cannot be read again: the binding does not say how one order is read (`one`)"
        sweep = Sweep(self._new_id(), lane.name, OPEN_ORDERS, None, now, now, "incomplete", now, error=error)
        self._ledger.save(sweep)
        return sweep

    def _has_to_wait(self, lane: Lane, until: datetime) -> bool:
        """A sweep goes before, and so does whoever else waits for this thread."""
        now = self._clock.now()
        return now > until or lane.is_resting(now) or bool(self._rhythm.due(lane, now))

    def _keep(self, lane: Lane, sweep: Sweep, batch: OpenBatch, *, last: bool) -> Sweep:
        now = self._clock.now()
        batch = batch.without(Overtaken(self._store, lane).since(batch.held))
        intake = PageIntake(lane, self._store, "the reading of open orders")
        taken = intake.take(batch.records, sweep.pages + 1, now)
        spoilt = frozenset(taken.failed).union(order_id for order_id, _ in batch.unreadable)
        batch = replace(batch, unheard=spoilt - intake.unreadable)
        self._leave_what_says_the_same(taken)
        missed = self._missed(lane, taken)
        if batch.vouched_for is False:
            taken.raise_incident(incidents.none_known(lane.name, len(batch.gone), now))
        else:
            for order_id in batch.gone:
                vanish(self._store, lane, order_id, taken, now)
        for order_id, error in batch.unreadable:
            taken.raise_incident(incidents.unreadable_order(lane.name, order_id, str(error), now))
        after = _counted(sweep, taken, missed, batch, now)
        if last and batch.error is None:
            after = replace(after, state="complete", finished_at=now, resume=None)
        raised = tuple(taken.incidents.values())
        writes = tuple(taken.writes.values())
        settled = tuple(taken.settled)
        self._store.write_page(PageWrite(writes, after, None, raised, at=now, sighted=batch.sighted, settled=settled))
        self._ledger.note(after)
        if batch.records or batch.vouched_for:
            self._store.resolve_incidents(lane.name, incidents.NONE_KNOWN, at=now)
        for incident in raised:
            self._journal.told(incident)
        if batch.error is not None:
            self._give_way(lane, batch.error, now)
        self._seen(lane, tuple(write.order for write in writes))
        return after

    def _leave_what_says_the_same(self, taken: PageTaken) -> None:
        """A list and a single order may write the same order in two ways: what is read of both is what counts."""
        for order_id, write in tuple(taken.writes.items()):
            if {event.kind for event in write.events} == {"changed"} and self._holds(write):
                del taken.writes[order_id]
                taken.changed -= 1
                taken.unchanged += 1

    def _holds(self, write: OrderWrite) -> bool:
        held = self._store.order(write.order.key)
        return held is not None and held.report == write.order.report and held.flags == write.order.flags

    def _missed(self, lane: Lane, taken: PageTaken) -> int:
        """Those that changed before the instant up to which the account is proven read: sweeps should have shown it."""
        cursor = self._store.cursor(lane.name, lane.spec.retrieval[0].name)
        changed = (write.order for write in taken.writes.values() if {e.kind for e in write.events} != {STALE})
        return sum(cursor is not None and _before(order, cursor.read_until) for order in changed)

    def _give_way(self, lane: Lane, error: ChannelError, now: datetime) -> None:
        if error.kind == "auth":
            lane.refuse(error, now, self._journal.raise_incident)
        elif error.kind == "rate_limited":
            lane.rest(now + timedelta(seconds=error.retry_after or 60), str(error))

    def due_look(self, lane: Lane) -> Sweep | None:
        """The same where it is due; an account that cannot be used rests."""
        until, after = self._clock.now() + AT_A_STRETCH, None
        try:
            while self.is_due(lane) and not self._has_to_wait(lane, until):
                after = self.look(lane)
                if after is None or after.state != "running" or self._between():
                    break
            return after
        except AccountError as error:
            self._journal.caught(lane.name, error)
            lane.refuse(error, self._clock.now(), self._journal.raise_incident)
            return None


def _wanted(lane: Lane, now: datetime, resume: str | None) -> Unreported:
    """Open is an order that is not where the general life may end, and one that is sent and may still move."""
    known = lane.spec.statuses.items()
    statuses = [name for name, status in known if name not in MAY_END or _goes_on(name, status.next)]
    sent = [name for name in statuses if name in MAY_END]
    days = [(now - age - _A_DAY, now - age) for age in AGES]
    return Unreported(lane.name, lane.channel, statuses, now - UNHEARD_OF, sent, days, int(resume or 0))


def _goes_on(name: str, following: Sequence[str]) -> bool:
    return name == "shipped" and bool(following)


def _before(order: Order, read_until: datetime) -> bool:
    modified = order.report.modified_at
    return modified is None or modified < read_until


def _counted(sweep: Sweep, taken: PageTaken, missed: int, batch: OpenBatch, now: datetime) -> Sweep:
    error = batch.error
    return replace(
        sweep,
        state="running" if error is None else "incomplete",
        finished_at=None if error is None else now,
        error=None if error is None else str(error),
        error_kind=None if error is None else error.kind,
        resume=str(max(batch.asked.values())) if batch.asked else sweep.resume,
        pages=sweep.pages + 1,
        seen=sweep.seen + len(batch.sighted),
        changed=sweep.changed + taken.changed,
        unchanged=sweep.unchanged + taken.unchanged,
        left_out=sweep.left_out + taken.left_out,
        missed=sweep.missed + missed,
    )
