"""Orders that a page lists in, a line of history for each that another account holds out: it is listed here as well."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from stallkeeper.orders import Event, Order
from stallkeeper.runtime.intake import CHANNEL
from stallkeeper.runtime.lane import Lane
from stallkeeper.store.known import Known
from stallkeeper.store.page_write import OrderWrite
from stallkeeper.store.store import Store


class Links:
    """Of one account. It never makes a second order of what another account of the same seller holds."""

    def __init__(self, lane: Lane, store: Store) -> None:
        self._lane = lane
        self._store = store

    def note(self, known: Known | None, writes: dict[str, OrderWrite], now: datetime) -> None:
        """Once for each order and account, into the writes of the page."""
        if known is None:
            return
        order = known.order
        if order.account not in self._lane.neighbours or order.erased is not None:
            return
        here = writes.get(order.id)
        if self._is_linked(self._store.history(order.key)) or (here is not None and self._is_linked(here.events)):
            return
        write = here or self._unchanged(order, known)
        if write is not None:
            writes[order.id] = replace(write, events=(*write.events, self._link(order, now)))

    def _is_linked(self, history: tuple[Event, ...]) -> bool:
        return any(event.kind == "linked" and event.details.get("account") == self._lane.name for event in history)

    def _link(self, order: Order, now: datetime) -> Event:
        details = {"account": self._lane.name, "channel": self._lane.spec.channel}
        return Event(now, order.key, "linked", CHANNEL, native_status=order.native_status, details=details)

    def _unchanged(self, order: Order, known: Known) -> OrderWrite | None:
        """The order as it stands; None where its record is gone, so that there is nothing to write it with."""
        whole, payload = self._store.order(order.key), self._store.payload(order.key)
        if whole is None or payload is None:
            return None
        return OrderWrite(whole, payload, known.digest, (), known.digest, whole.updated_at)
