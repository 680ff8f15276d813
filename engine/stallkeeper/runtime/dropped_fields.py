"""What a sweep wrote in; the paths at which orders gave something until then, and these give nothing, out.

Like is held against like: orders of one native status. A few of a sweep are looked at, and only where they lack what
the binding reads is anything that was stored before looked at beside them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import datetime
from itertools import islice

from stallkeeper.bindings.stored_payload import given_at
from stallkeeper.orders import Order
from stallkeeper.runtime.lane import Lane
from stallkeeper.store.order_filter import OrderFilter
from stallkeeper.store.page_write import OrderWrite
from stallkeeper.store.store import Store

ENOUGH = 5
"""So many orders in a row that all lack what all the others had are no coincidence."""
HELD_AGAINST = 10
_LOOKED_THROUGH = 300


class DroppedFields:
    """Looks on at one sweep. A path that orders lacked before as well is remembered with the lane: it costs no more."""

    def __init__(self, lane: Lane, store: Store, begun: datetime) -> None:
        self._lane = lane
        self._store = store
        self._begun = begun
        self._met: defaultdict[str, list[OrderWrite]] = defaultdict(list)
        """By native status, the first orders that the sweep wrote."""

    def note(self, writes: Iterable[OrderWrite]) -> None:
        """Some of what was written."""
        for write in writes:
            some = self._met[write.order.native_status]
            if len(some) < ENOUGH:
                some.append(write)

    def found(self) -> Mapping[str, str]:
        """Each path with the first order that gave nothing there."""
        found: dict[str, str] = {}
        for native, writes in self._met.items():
            if len(writes) == ENOUGH:
                for path in self._dropped(native, [write.payload for write in writes]):
                    found.setdefault(path, writes[0].order.key.id)
        return found

    def given(self) -> frozenset[str]:
        """Every path at which an order of the sweep gave something."""
        paths = self._lane.fields_at
        return frozenset().union(*(given_at(each.payload, paths) for some in self._met.values() for each in some))

    def gives(self, path: str) -> bool:
        """Whether one of those orders gave something there."""
        return any(given_at(each.payload, (path,)) for some in self._met.values() for each in some)

    def _dropped(self, native: str, payloads: list[bytes]) -> Iterable[str]:
        paths = self._lane.fields_at.keys() - self._lane.absent[native]
        missing = paths.difference(*(given_at(each, paths) for each in payloads))
        if not missing:
            return ()
        before = list(islice(self._before(native), HELD_AGAINST))
        if len(before) < HELD_AGAINST:
            return ()
        always = frozenset(missing).intersection(*(given_at(each, missing) for each in before))
        self._lane.absent[native] |= missing - always
        return sorted(always)

    def _before(self, native: str) -> Iterable[bytes]:
        """Payloads of orders of that status as they were before the sweep."""
        status = self._lane.machine.spec.status_of_native().get(native)
        wanted = OrderFilter((status,), self._lane.channel, self._lane.name, limit=_LOOKED_THROUGH)
        for order in self._store.orders(wanted):
            payload = self._store.payload(order.key) if self._is_like(order, native) else None
            if payload is not None:
                yield payload

    def _is_like(self, order: Order, native: str) -> bool:
        return order.native_status == native and order.updated_at < self._begun
