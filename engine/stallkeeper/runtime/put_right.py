"""A sweep read to its end in; what a person was told before, and what it shows to be over, closed, out."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime

from stallkeeper.orders import Incident
from stallkeeper.runtime import incidents
from stallkeeper.runtime.lane import Lane
from stallkeeper.runtime.page_intake import PageIntake
from stallkeeper.spec.channel_spec import Window
from stallkeeper.store.order_filter import OrderFilter
from stallkeeper.store.store import Store
from stallkeeper.words import MAY_END, STATUSES

_UNFINISHED = (*(status for status in STATUSES if status not in MAY_END), None)


def put_right(store: Store, lane: Lane, window: Window, now: datetime, intake: PageIntake, *, short: bool) -> None:
    """`intake` looked on at all of it; `short` says that it listed fewer orders than it counted."""
    covers = _covers(lane, window)
    over: Mapping[str, Callable[[Incident], bool]] = {
        incidents.FEWER_THAN_ANNOUNCED: lambda _: covers and not short,
        incidents.ORDER_WITHOUT_ID: lambda _: covers and not intake.nameless,
        incidents.DRIFT: lambda told: not _drifts(store, lane, intake, told.subject),
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
    unknown = OrderFilter(statuses=(None,), channel=lane.channel, account=lane.name)
    return any(order.native_status == told.subject for order in store.orders(unknown))


def _drifts(store: Store, lane: Lane, intake: PageIntake, path: str) -> bool:
    """Whether what came now had it, or an order that goes on; one at its end may bear it for ever."""
    if path in intake.drifted or not intake.has_written:
        return True
    unfinished = OrderFilter(statuses=_UNFINISHED, channel=lane.channel, account=lane.name)
    return any(path in order.report.drift for order in store.orders(unfinished))
