"""An order that the marketplace does not know any more in; the order marked so, once, out."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from stallkeeper.orders import Event, Order
from stallkeeper.runtime import incidents
from stallkeeper.runtime.intake import CHANNEL
from stallkeeper.runtime.lane import Lane
from stallkeeper.runtime.page_intake import PageTaken
from stallkeeper.store.page_write import OrderWrite
from stallkeeper.store.store import Store
from stallkeeper.words import VANISHED

_ANY = bytes(16)
"""No payload has this digest: whatever the marketplace shows of the order next is news."""


def vanish(store: Store, lane: Lane, order_id: str, taken: PageTaken, now: datetime) -> None:
    """Mark it; nothing of it is deleted. One that is marked already is left alone, and so is one that was erased."""
    key = lane.key(order_id)
    # the digest first: what is stored after it refuses the page
    held = next((known.digest for known in store.known(key.scope, key.channel, [key.id]).values()), None)
    order, payload = store.order(key), store.payload(key)
    if order is None or payload is None or order.erased is not None or VANISHED in order.flags:
        return
    event = Event(now, key, "flagged", CHANNEL, details={"flag": VANISHED, "raised": True})
    marked: Order = replace(order, flags=(*order.flags, VANISHED), updated_at=now)
    taken.write(OrderWrite(marked, payload, _ANY, (event,), held, order.updated_at))
    taken.raise_incident(incidents.vanished(lane.name, order_id, now))
