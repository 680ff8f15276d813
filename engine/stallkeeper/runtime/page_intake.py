"""A page of native records in; what to write of it, and how many were new, changed, unchanged or left out, out."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import cached_property

from stallkeeper.bindings.client import Record
from stallkeeper.errors import Error
from stallkeeper.machine.wording import near_misses
from stallkeeper.orders import Event, Incident, Order, OrderKey, OrderReport, Sweep
from stallkeeper.orders.quick_values import quick_maker
from stallkeeper.runtime import incidents
from stallkeeper.runtime.dropped_fields import DroppedFields
from stallkeeper.runtime.gaps import Gaps
from stallkeeper.runtime.intake import Taken, take_in
from stallkeeper.runtime.keeping import keep_what_was_read
from stallkeeper.runtime.lane import Lane
from stallkeeper.runtime.linking import Links
from stallkeeper.store.cells import instant_cell
from stallkeeper.store.known import Known
from stallkeeper.store.page_write import OrderWrite
from stallkeeper.store.store import Store
from stallkeeper.words import VANISHED

SHOWN_STILL = timedelta(hours=6)
"""A report that looks older than what is held and is shown for so long is no late one: its date was wrong, or ours."""

_order_write = quick_maker(OrderWrite)


@dataclass(slots=True)
class PageTaken:
    """What came of one page. Counts are of records; there is one write per order and one incident per cause."""

    writes: dict[str, OrderWrite] = field(default_factory=dict)
    incidents: dict[tuple[str, str], Incident] = field(default_factory=dict)
    seen: int = 0
    created: int = 0
    changed: int = 0
    unchanged: int = 0
    left_out: int = 0
    again: int = 0
    errors: list[Exception] = field(default_factory=list, repr=False)
    """What records that could not be read provoked."""

    failed: set[str] = field(default_factory=set)
    """Ids of orders that could not be taken, so that nothing of them is stored; the empty one: without an id."""

    sighted: list[int] = field(default_factory=list)
    """The numbers of the orders that were stored before."""

    settled: list[Incident] = field(default_factory=list)
    """What a person was told of orders that had vanished, or could not be read, and that are back."""

    def counted(self, sweep: Sweep) -> Sweep:
        """The sweep with the counts of this page."""
        return replace(
            sweep,
            seen=sweep.seen + self.seen,
            created=sweep.created + self.created,
            changed=sweep.changed + self.changed,
            unchanged=sweep.unchanged + self.unchanged,
            left_out=sweep.left_out + self.left_out,
            again=sweep.again + self.again,
        )

    def raise_incident(self, incident: Incident) -> None:
        """Keep it, unless this page has raised it already."""
        self.incidents.setdefault((incident.kind, incident.subject), incident)

    def held(self, order_id: str) -> Known | None:
        """What is held of an order that this page has named before."""
        write = self.writes.get(order_id)
        return None if write is None else Known(write.digest, write.order)

    def write(self, write: OrderWrite) -> None:
        """Keep it; where the page lists an order twice, the history of both goes with the newer state."""
        before = self.writes.get(write.order.key.id)
        if before is not None:
            write = replace(write, events=(*before.events, *write.events), held=before.held, held_at=before.held_at)
        self.writes[write.order.key.id] = write


class PageIntake:
    """Takes pages in for one lane. `reread` holds ids to observe again although unchanged: the spec has learnt.

    `gaps` looks on where a sweep may show that the binding's paths lead nowhere, `dropped` where one does no more. What
    was modified before `read_until` and is unchanged comes `again`: the account was proven read up to there.
    """

    def __init__(
        self,
        lane: Lane,
        store: Store,
        window: str,
        reread: Collection[str] = (),
        gaps: Gaps | None = None,
        dropped: DroppedFields | None = None,
        read_until: datetime | None = None,
    ) -> None:
        self.gaps = gaps
        self.dropped = dropped
        self.nameless = False
        """Whether any page had an order without an id."""
        self.drifted: set[str] = set()
        """Where orders that were written were not what the binding expects."""
        self._lane = lane
        self._store = store
        self._links = Links(lane, store)
        self._window = window
        self._reread = frozenset(reread)
        self._read_until = 0 if read_until is None else instant_cell(read_until)

    def take(
        self, records: Sequence[Record], page: int, now: datetime, known: Mapping[str, Known] | None = None
    ) -> PageTaken:
        """Decide about every record; one that cannot be read is told of, and never stands in the way of the others.

        `known` is what is stored of them, where that was looked up just now.
        All records are mapped before the first is decided about: a page costs a fifth less that way than in turns.
        """
        taken = PageTaken()
        known = self._known(records) if known is None else known
        taken.sighted = [each.number for each in known.values() if each.number is not None]
        reports = [self._mapped(record, known.get(record.id)) for record in records]
        for record, report in zip(records, reports, strict=True):
            taken.seen += 1
            if not record.id:
                where = f"page {page} of {self._window}"
                taken.failed.add("")
                self.nameless = True
                taken.raise_incident(incidents.order_without_id(self._lane.name, where, record.problem, now))
            else:
                self._take_one(record, report, taken.held(record.id) or known.get(record.id), taken, now)
                if self._lane.shares:
                    self._links.note(taken.held(record.id) or known.get(record.id), taken.writes, now)
        for order_id in self.unreadable & {record.id for record in records} - taken.failed:
            taken.settled.append(incidents.unreadable_order(self._lane.name, order_id, "", now))
        if self.dropped is not None:
            self.dropped.note(taken.writes.values())
        if self.gaps is not None:
            self.gaps.note(write.order for write in taken.writes.values())
        return taken

    @cached_property
    def unreadable(self) -> frozenset[str]:
        """Ids of orders of which a person was told that they cannot be read."""
        told = (each for each in self._store.incidents() if each.kind == incidents.UNREADABLE_ORDER)
        return frozenset(each.subject for each in told if each.account == self._lane.name)

    def _known(self, records: Iterable[Record]) -> dict[str, Known]:
        ids = [record.id for record in records if record.id]
        return self._store.known(self._lane.scope, self._lane.channel, ids)

    def _mapped(self, record: Record, held: Known | None) -> OrderReport | Exception | None:
        """What the record says, or why it cannot be read; None where there is no need to ask."""
        if not record.id or self._is_held(record, held):
            return None
        try:
            return record.report()
        except Exception as error:  # whatever a payload provokes stays with its order
            return error

    def _is_held(self, record: Record, held: Known | None) -> bool:
        return held is not None and held.holds(record.digest) and record.id not in self._reread

    def _take_one(
        self,
        record: Record,
        mapped: OrderReport | Exception | None,
        held: Known | None,
        taken: PageTaken,
        now: datetime,
    ) -> None:
        if held is not None and self._is_held(record, held):
            taken.unchanged += 1
            taken.again += held.modified_cell is not None and held.modified_cell < self._read_until
            return
        order = None if held is None else held.order
        shared = order is not None and order.account in self._lane.neighbours
        try:
            report = self._report(record, mapped, held, taken)
            if order is not None and shared and not _is_newer(report, order.report):
                taken.unchanged += 1  # the other account's binding reads it in its own way: that is no change
                return
            account = order.account if order is not None and shared else self._lane.name
            key, ours = self._lane.key(record.id), report is mapped
            result = take_in(self._lane.machine, key, account, report, order, now, given_away=ours)
            if result.outcome == "stale" and order is not None and self._is_shown_still(key, record, now):
                result = take_in(self._lane.machine, key, account, report, _undated(order), now)
        except Exception as error:  # the same holds for what it provokes here
            taken.errors.append(error)
            taken.failed.add(record.id)
            taken.raise_incident(incidents.unreadable_order(self._lane.name, record.id, _why(error), now))
            return
        self._count(result, taken)
        if order is not None and VANISHED in order.flags and result.outcome == "changed":
            taken.settled.append(incidents.vanished(self._lane.name, record.id, now))
        self._tell(result, record.id, taken, now)
        write = self._stale_write(result, record, taken) if result.outcome == "stale" else _write(result, record, held)
        if write is not None:
            taken.write(write)

    def _report(
        self, record: Record, mapped: OrderReport | Exception | None, held: Known | None, taken: PageTaken
    ) -> OrderReport:
        """What the record says; where something of it cannot be read, with what was read of that before."""
        if isinstance(mapped, Exception):
            raise mapped
        report = record.report() if mapped is None else mapped
        if not report.drift or held is None:
            return report
        here = taken.writes.get(record.id)
        before = self._store.order(self._lane.key(record.id)) if here is None else here.order
        return report if before is None else keep_what_was_read(report, before.report, self._lane.fields_at)

    def _count(self, result: Taken, taken: PageTaken) -> None:
        if result.outcome == "created":
            taken.created += 1
        elif result.outcome == "changed":
            taken.changed += 1
        elif result.outcome == "left_out":
            taken.left_out += 1
        else:
            taken.unchanged += 1

    def _tell(self, result: Taken, order_id: str, taken: PageTaken, now: datetime) -> None:
        observation, name = result.observation, self._lane.name
        if observation.unknown_native:  # one that cannot be read at all is a drift, told below
            self._tell_unknown(observation.unknown_native, taken, now)
        for native in observation.unknown_line_natives:
            taken.raise_incident(incidents.unknown_line_status(name, native, now))
        for path in result.order.report.drift if result.order is not None else ():
            self.drifted.add(path)
            taken.raise_incident(incidents.drift(name, path, order_id, now))

    def _tell_unknown(self, native: str, taken: PageTaken, now: datetime) -> None:
        """Once for each word, with the word that it may be another form of."""
        if (incidents.UNKNOWN_STATUS, native) not in taken.incidents:
            known = self._lane.spec.status_of_native()
            alike = [f"{word} ({known[word]})" for word in near_misses(native, known, 1)]
            taken.raise_incident(incidents.unknown_status(self._lane.name, native, now, *alike))

    def _stale_write(self, result: Taken, record: Record, taken: PageTaken) -> OrderWrite | None:
        """An older report leaves its trace in the history once; the order and its payload stay what they are."""
        assert result.order is not None
        key, digest = result.order.key, record.digest.hex()
        events = tuple(replace(event, details={**event.details, "digest": digest}) for event in result.events)
        here = taken.writes.get(key.id)
        if here is not None:
            return replace(here, events=events)
        held, order, payload = self._held_digest(key.id), self._store.order(key), self._store.payload(key)
        if order is None or payload is None or held is None or self._has_trace(key, digest):
            return None
        return OrderWrite(order, payload, held, events, held, order.updated_at)

    def _held_digest(self, order_id: str) -> bytes | None:
        known = self._store.known(self._lane.scope, self._lane.channel, [order_id]).get(order_id)
        return None if known is None else known.digest

    def _has_trace(self, key: OrderKey, digest: str) -> bool:
        return self._trace(key, digest) is not None

    def _trace(self, key: OrderKey, digest: str) -> Event | None:
        """When this very report was first seen to be older than what is held."""
        history = self._store.history(key)
        return next((e for e in history if e.kind == "stale" and e.details.get("digest") == digest), None)

    def _is_shown_still(self, key: OrderKey, record: Record, now: datetime) -> bool:
        """Whether the marketplace has gone on showing an older report for so long that it is what holds there."""
        trace = self._trace(key, record.digest.hex())
        return trace is not None and now - trace.at >= SHOWN_STILL


def _write(result: Taken, record: Record, held: Known | None) -> OrderWrite | None:
    if result.order is None:
        return None
    if held is None:
        return _order_write(result.order, record.raw, record.digest, result.events)
    return _order_write(result.order, record.raw, record.digest, result.events, held.digest, held.order.updated_at)


def _undated(order: Order) -> Order:
    return replace(order, report=replace(order.report, modified_at=None))


def _is_newer(report: OrderReport, held: OrderReport) -> bool:
    if report.modified_at is None or held.modified_at is None:
        return False
    return report.modified_at > held.modified_at


def _why(error: Exception) -> str:
    """Our own errors say it; the text of any other may hold a buyer's data."""
    return str(error) if isinstance(error, Error) else f"the payload has an unexpected form ({type(error).__name__})"
