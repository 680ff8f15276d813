"""An order's id in; the order as the marketplace shows it now, observed and stored, out."""

from __future__ import annotations

from functools import partial

from stallkeeper.bindings.client import Record
from stallkeeper.clock import Clock
from stallkeeper.errors import ChannelError
from stallkeeper.orders import Incident, Order
from stallkeeper.runtime import incidents
from stallkeeper.runtime.anew import anew_if_taken
from stallkeeper.runtime.lane import Lane
from stallkeeper.runtime.overtaken import Overtaken
from stallkeeper.runtime.page_intake import PageIntake, PageTaken
from stallkeeper.runtime.progress import OnProgress
from stallkeeper.runtime.vanishing import vanish
from stallkeeper.store.page_write import PageWrite
from stallkeeper.store.store import Store


class OrderReader:
    """Reads single orders again, outside any sweep; cursors do not move."""

    def __init__(self, store: Store, clock: Clock, tell: OnProgress) -> None:
        self._store = store
        self._clock = clock
        self._tell = tell

    def read(self, lane: Lane, order_id: str, cause: str | None = None) -> Order | None:
        """The order as it is now, or None when the marketplace does not know it. Raises ChannelError.

        `cause` is what it is read for ("submission:…"), for the record.
        """
        record = self._fetched(lane, order_id)
        if record is None:
            anew_if_taken(partial(self._note_absence, lane, order_id, cause))
            return None
        raised = anew_if_taken(partial(self._take, lane, record, cause))
        for incident in raised:
            self._tell(incidents.raised(incident))
        if any(incident.kind == incidents.UNREADABLE_ORDER for incident in raised):
            raise ChannelError(f"order {order_id} cannot be read", "unknown")
        return self._store.order(lane.key(order_id))

    def _fetched(self, lane: Lane, order_id: str) -> Record | None:
        """Asked for anew where the order was stored while the answer was on its way."""
        overtaken = Overtaken(self._store, lane)
        noted = {order_id: overtaken.state(order_id)}
        record = lane.client.fetch(order_id)
        return lane.client.fetch(order_id) if overtaken.since(noted) else record

    def _note_absence(self, lane: Lane, order_id: str, cause: str | None) -> None:
        taken = PageTaken()
        vanish(self._store, lane, order_id, taken, self._clock.now())
        if taken.writes:
            raised = tuple(taken.incidents.values())
            self._store.write_page(PageWrite(tuple(taken.writes.values()), None, None, raised, cause))
            for incident in raised:
                self._tell(incidents.raised(incident))

    def _take(self, lane: Lane, record: Record, cause: str | None) -> tuple[Incident, ...]:
        taken = PageIntake(lane, self._store, "a read-back").take([record], 1, self._clock.now())
        raised, settled = tuple(taken.incidents.values()), tuple(taken.settled)
        if taken.writes or raised or settled:
            self._store.write_page(PageWrite(tuple(taken.writes.values()), None, None, raised, cause, settled=settled))
        return raised
