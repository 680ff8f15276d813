"""The time, before anything is done by it, in; whether the clock has gone back, and all that waits told, out."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime
from threading import Lock

from stallkeeper.clock import Clock
from stallkeeper.runtime.journal import ENGINE
from stallkeeper.runtime.retry import LEASE
from stallkeeper.store.put_off import AHEAD
from stallkeeper.store.store import Store


class ClockWatch:
    """Nothing waits for days because a clock was ahead once: while this process ran, or in one before it.

    `begin_anew` are those that forget what they hold in memory of whose turn comes when.
    """

    def __init__(self, store: Store, clock: Clock, begin_anew: Iterable[Callable[[], None]]) -> None:
        self._store = store
        self._clock = clock
        self._begin_anew = tuple(begin_anew)
        self._latest: datetime | None = None
        self._looking = Lock()

    def look(self) -> None:
        """Asked before whatever is done by the clock."""
        with self._looking:
            now, latest = self._clock.now(), self._latest
            self._latest = now
            if latest is not None and latest <= now + AHEAD:
                self._latest = max(latest, now)
                return
            ahead = self._store.put_off.was_ahead(now) if latest is None else latest - now
            if ahead is not None:
                self._store.put_off.bring_back(now, ahead, LEASE, ENGINE)
                for begin_anew in self._begin_anew:
                    begin_anew()
