"""A sweep read to its end in; what a person was told before, and what it shows to be over, closed, out."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime

from stallkeeper.orders import Incident, Order
from stallkeeper.runtime import incidents
from stallkeeper.runtime.lane import Lane
from stallkeeper.runtime.listing import Listing
from stallkeeper.runtime.page_intake import PageIntake
from stallkeeper.spec.channel_spec import Window
from stallkeeper.store.order_filter import OrderFilter
from stallkeeper.store.store import Store
from stallkeeper.words import MAY_END, STATUSES, VANISHED

_UNFINISHED = (*(status for status in STATUSES if status not in MAY_END), None)


def put_right(store: Store, lane: Lane, window: Window, now: datetime, intake: PageIntake, listing: Listing) -> None:
    """`intake` looked on at `listing`. One that another process had begun says nothing of what that one saw."""
    covers, short = listing.whole and _covers(lane, window), listing.fewest() is not None
    over: Mapping[str, Callable[[Incident], bool]] = {
        incidents.FEWER_THAN_ANNOUNCED: lambda _: covers and not short,
        incidents.ORDER_WITHOUT_ID: lambda _: covers and not intake.nameless,
        incidents.DRIFT: lambda told: listing.whole and not _drifts(store, lane, intake, told.subject),
        incidents.UNKNOWN_LINE_STATUS: lambda told: told.subject in lane.machine.reading.line_words,
        incidents.UNKNOWN_STATUS: lambda told: not _is_borne(store, lane, told),
    }
    for told in store.incidents():
        if told.account == lane.name and told.kind in over and over[told.kind](told):
            store.resolve_incidents(lane.name, told.kind, told.subject, at=now)


def _covers(lane: Lane, window: Window) -> bool:
    """Whether it reads again what other windows have read: one that looks back, where there is any such."""
    looks_back = window.look_back is not None or all(each.look_back is None for each in lane.spec.retrieval)
    return looks_back and not window.native


def _is_borne(store: Store, lane: Lane, told: Incident) -> bool:
    """Whether any order still bears the word and has no status for it."""
    return any(order.native_status == told.subject for order in _read_anew(store, lane, (None,)))


def _drifts(store: Store, lane: Lane, intake: PageIntake, path: str) -> bool:
    """Whether what came now had it, or gave nothing there at all, or an order that goes on bears it; one at its end may
    bear it for ever.
    """
    if path in intake.drifted or intake.dropped is None or not intake.dropped.gives(path):
        return True
    return any(path in order.report.drift for order in _read_anew(store, lane, _UNFINISHED))


def _read_anew(store: Store, lane: Lane, statuses: tuple[str | None, ...]) -> Iterator[Order]:
    """Orders of the lane's marketplace, whichever account they stay with, but for those that are never read again."""
    for order in store.orders(OrderFilter(statuses=statuses, channel=lane.channel)):
        if order.key.scope == lane.scope and order.erased is None and VANISHED not in order.flags:
            yield order
