"""One window of one account in; its sweep, read page by page and stored with where it stands, out."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial

from stallkeeper.bindings.client import ListQuery, Page
from stallkeeper.clock import Clock
from stallkeeper.errors import ChannelError, Error
from stallkeeper.orders import Cursor, Incident, Order, Sweep
from stallkeeper.runtime import incidents
from stallkeeper.runtime.anew import anew_if_taken
from stallkeeper.runtime.daily_reading import UNHEARD_OF
from stallkeeper.runtime.dropped_fields import DroppedFields
from stallkeeper.runtime.gaps import Gaps
from stallkeeper.runtime.interval import next_cursor, proven_until
from stallkeeper.runtime.lane import Lane
from stallkeeper.runtime.ledger import Ledger
from stallkeeper.runtime.listing import Listing, listing_of
from stallkeeper.runtime.overtaken import Overtaken
from stallkeeper.runtime.page_intake import PageIntake, PageTaken
from stallkeeper.runtime.progress import ErrorCaught, OnProgress, PageStored, SweepEnded, SweepStarted
from stallkeeper.runtime.put_right import put_right
from stallkeeper.runtime.sweep_opening import SweepOpening
from stallkeeper.spec.channel_spec import Window
from stallkeeper.store.known import Known
from stallkeeper.store.order_filter import OrderFilter
from stallkeeper.store.page_write import PageWrite
from stallkeeper.store.store import Store

_SKEW_WORTH_TELLING = timedelta(seconds=60)


class Sweeper:
    """Runs sweeps. `new_id` makes the ledger's identifiers; `stop` is asked between pages."""

    def __init__(
        self,
        store: Store,
        ledger: Ledger,
        clock: Clock,
        tell: OnProgress,
        new_id: Callable[[], str],
        stop: Callable[[], bool],
        seen: Callable[[Lane, Collection[Order]], None],
    ) -> None:
        self._store = store
        self._ledger = ledger
        self._clock = clock
        self._tell = tell
        self._opening = SweepOpening(store, ledger, clock, new_id)
        self._stop = stop
        self._seen = seen

    def run(self, lane: Lane, window: Window) -> Sweep:
        """Read the window's interval, or go on where a sweep was left. A ChannelError ends it as incomplete.

        AccountError and StoreError are raised as they are: no page can tell of them.
        """
        sweep = self._opening.open(lane, window)
        cursor = self._opening.cursor(lane, window)
        first_pull = cursor is None
        self._tell(SweepStarted(lane.name, window.name, sweep.since, sweep.until, sweep.resume is not None))
        gaps = self._gaps(lane, window, sweep, first_pull)
        dropped = None if first_pull else DroppedFields(lane, self._store, sweep.started_at)
        read_until = None if cursor is None else cursor.read_until
        intake = PageIntake(lane, self._store, window.name, self._learnt(lane), gaps, dropped, read_until)
        try:
            sweep = self._read(lane, window, sweep, intake, listing_of(sweep, first_pull, lane.reach().may_shift))
        except Error as error:
            if not isinstance(error, ChannelError):
                raise
            self._tell(ErrorCaught(lane.name, error))
            sweep = self._incomplete(lane, window, sweep, error)
        except Exception as error:  # what one marketplace provokes stays with its account
            self._tell(ErrorCaught(lane.name, error))
            unforeseen = ChannelError(f"its answer could not be read ({type(error).__name__})", "unknown")
            sweep = self._incomplete(lane, window, sweep, unforeseen)
        self._tell(SweepEnded(lane.name, window.name, sweep.state, sweep.seen, sweep.error))
        return sweep

    def _gaps(self, lane: Lane, window: Window, sweep: Sweep, first_pull: bool) -> Gaps | None:
        """Looks for fields that no order has: in a first pull from its start, and while one is being put right."""
        open_one = (lane.name, incidents.FIELDS_MISSING, window.name)
        if first_pull and sweep.pages == 0:
            return Gaps(lane.fields_at)
        known = {(each.account, each.kind, each.subject) for each in self._store.incidents()}
        return Gaps(lane.fields_at) if open_one in known else None

    def _learnt(self, lane: Lane) -> Collection[str]:
        """Ids of orders whose native status was unknown and is mapped by now: their next record is observed again."""
        words = {*lane.spec.status_of_native(), *lane.spec.aliases}
        unknown = OrderFilter(statuses=(None,), channel=lane.channel, account=lane.name)
        return {order.id for order in self._store.orders(unknown) if order.native_status in words}

    def _read(self, lane: Lane, window: Window, sweep: Sweep, intake: PageIntake, listing: Listing) -> Sweep:
        cursor = self._opening.cursor(lane, window)
        mark = None if cursor is None else cursor.mark
        query = ListQuery(window.name, sweep.since, sweep.until, window.native, mark)
        while True:
            sweep = self._read_once(lane, window, query, sweep, intake, listing)
            if sweep.state == "complete" or self._stop():
                return sweep
            listing = listing.again()

    def _read_once(
        self, lane: Lane, window: Window, query: ListQuery, sweep: Sweep, intake: PageIntake, listing: Listing
    ) -> Sweep:
        before: object = None
        asked_at = self._clock.now()
        for page in lane.client.pages(query, sweep.resume):
            shape = (page.part, tuple((record.id, record.digest) for record in page.records))
            if page.records and shape == before:
                raise ChannelError(f"page {page.number} is the same as the one before it", "permanent")
            before = shape
            listing.note(page)
            sweep = anew_if_taken(partial(self._stored, lane, window, sweep, page, asked_at, intake, listing))
            asked_at = self._clock.now()
            if page.resume is None or self._stop():
                return sweep
        raise ChannelError("the list ended without a last page", "unknown")

    def _overtaken(self, lane: Lane, page: Page, asked_at: datetime) -> tuple[Page, Mapping[str, Known] | None]:
        """The page with what was stored meanwhile asked for anew; and what is held of it, unless anything was."""
        overtaken = Overtaken(self._store, lane)
        held = overtaken.held(page.records)
        records = overtaken.asked_again(page.records, held, asked_at)
        return (page, held) if records == page.records else (replace(page, records=records), None)

    def _stored(
        self,
        lane: Lane,
        window: Window,
        sweep: Sweep,
        page: Page,
        asked_at: datetime,
        intake: PageIntake,
        listing: Listing,
    ) -> Sweep:
        page, known = self._overtaken(lane, page, asked_at)
        now = self._clock.now()
        taken = intake.take(page.records, page.number, now, known)
        self._note_clock(lane, page, taken, now)
        after = self._after(lane, sweep, page, listing, taken, now)
        cursor = None
        if after.state == "complete":
            cursor = self._finish(lane, window, after, page, listing, taken)
            if intake.gaps is not None and (missing := intake.gaps.told()):
                taken.raise_incident(incidents.fields_missing(lane.name, window.name, missing, now))
            for path, order_id in () if intake.dropped is None else intake.dropped.found().items():
                taken.raise_incident(incidents.field_dropped(lane.name, path, order_id, now))
        raised = tuple(taken.incidents.values())
        writes, settled = tuple(taken.writes.values()), tuple(taken.settled)
        page_write = PageWrite(writes, after, cursor, raised, at=now, sighted=taken.sighted, settled=settled)
        self._store.write_page(page_write)
        self._ledger.note(after)
        self._tell_of(lane, page, taken, after)
        if after.state == "complete":
            self._clear(lane, after)
            put_right(self._store, lane, window, now, intake, listing)
            if intake.dropped is not None:
                self._given_again(lane, intake.dropped, now)
            if intake.gaps is not None and intake.gaps.closed():
                self._store.resolve_incidents(lane.name, incidents.FIELDS_MISSING, window.name, at=now)
        self._seen(lane, tuple(write.order for write in writes))
        if page.to_acknowledge:  # what could not be taken comes again
            ids = dict.fromkeys(record.id for record in page.records if record.id not in taken.failed)
            lane.client.acknowledge(tuple(ids))
        return after

    def _note_clock(self, lane: Lane, page: Page, taken: PageTaken, now: datetime) -> None:
        if page.marketplace_now is None:
            return
        lane.skew = page.marketplace_now - (page.heard_at or now)
        if abs(lane.skew) > _SKEW_WORTH_TELLING:
            taken.raise_incident(incidents.clock_skew(lane.name, lane.skew, now))

    def _after(self, lane: Lane, sweep: Sweep, page: Page, listing: Listing, taken: PageTaken, now: datetime) -> Sweep:
        """The sweep with this page counted. Its end follows the earlier clock as it was at the first page."""
        first = sweep.pages == 0
        heard_at = page.heard_at or now
        until = proven_until(sweep.until, lane.reach().settle, page.marketplace_now, heard_at) if first else sweep.until
        last = listing.ends(page)
        return replace(
            taken.counted(sweep),
            until=until,
            state="complete" if last else "running",
            finished_at=now if last else None,
            resume=page.resume,
            pages=sweep.pages + 1,
        )

    def _finish(
        self, lane: Lane, window: Window, sweep: Sweep, page: Page, listing: Listing, taken: PageTaken
    ) -> Cursor | None:
        """The cursor after the last page; None when a first pull found nothing, for then nothing is proven read."""
        now = self._clock.now()
        missing = listing.fewest()
        if missing is not None and not window.native:
            taken.raise_incident(incidents.fewer_than_announced(lane.name, window.name, *missing, now))
        if listing.first_pull and sweep.seen == 0 and _reads_everything(window) and not lane.reach().may_be_empty:
            since, settle = sweep.since or sweep.until, lane.reach().settle
            taken.raise_incident(incidents.first_pull_empty(lane.name, window.name, since, settle, now))
            return None
        held = self._opening.cursor(lane, window)
        read_until = next_cursor(None if held is None else held.read_until, sweep.until)
        return Cursor(lane.name, window.name, read_until, page.mark, lane.spec.edition)

    def _tell_of(self, lane: Lane, page: Page, taken: PageTaken, sweep: Sweep) -> None:
        counts = (taken.created, taken.changed, taken.unchanged, taken.left_out)
        self._tell(PageStored(lane.name, sweep.window, page.number, taken.seen, *counts, total=page.total))
        for incident in taken.incidents.values():
            self._tell(incidents.raised(incident))
        for error in taken.errors:
            self._tell(ErrorCaught(lane.name, error))

    def _clear(self, lane: Lane, sweep: Sweep) -> None:
        """A sweep read to its end covers the failures before it."""
        lane.recovered()
        now = self._clock.now()
        self._store.forget_sightings(now - UNHEARD_OF)
        self._store.resolve_incidents(lane.name, incidents.SWEEP_FAILED, sweep.window, at=now)
        self._store.resolve_incidents(lane.name, incidents.ACCOUNT, at=now)
        if abs(lane.skew) <= _SKEW_WORTH_TELLING:
            self._store.resolve_incidents(lane.name, incidents.CLOCK_SKEW, at=now)
        if sweep.seen:
            self._store.resolve_incidents(lane.name, incidents.FIRST_PULL_EMPTY, sweep.window, at=now)

    def _given_again(self, lane: Lane, dropped: DroppedFields, now: datetime) -> None:
        told = [each.subject for each in self._open_incidents(lane, incidents.FIELD_DROPPED)]
        given = dropped.given() if told else ()
        for path in told:
            if path in given:
                self._store.resolve_incidents(lane.name, incidents.FIELD_DROPPED, path, at=now)

    def _open_incidents(self, lane: Lane, kind: str) -> list[Incident]:
        return [each for each in self._store.incidents() if (each.account, each.kind) == (lane.name, kind)]

    def _incomplete(self, lane: Lane, window: Window, begun: Sweep, error: ChannelError) -> Sweep:
        now = self._clock.now()
        sweep = self._ledger.newest(lane.name).get(window.name, begun)
        resume = None if error.kind == "permanent" else sweep.resume  # the same page would only fail the same way
        ended = replace(sweep, state="incomplete", finished_at=now, resume=resume)
        failed = replace(ended, error=str(error), error_kind=error.kind)
        self._ledger.save(failed)
        if error.kind == "auth":
            lane.refuse(error, now, self._raise)
        else:
            if error.kind == "rate_limited":
                lane.rest(now + timedelta(seconds=error.retry_after or 60), str(error))
            raised = incidents.sweep_failed(lane.name, sweep.window, sweep.pages, str(error), now)
            open_ones = self._open_incidents(lane, incidents.SWEEP_FAILED) if error.kind == "transient" else ()
            self._raise(replace(raised, subject=open_ones[0].subject) if open_ones else raised)  # one for an outage
        return failed

    def _raise(self, incident: Incident) -> None:
        self._store.raise_incident(incident)
        self._tell(incidents.raised(incident))


def _reads_everything(window: Window) -> bool:
    """Whether finding nothing the first time is a finding: a window over some statuses or a short past may be empty."""
    return window.look_back is None and not window.native
