"""The time, before anything is done by it, in; whether the clock has gone back, and all that waits told, out."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
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
        self._ahead: timedelta | None = None
        self._to_begin_anew: list[Callable[[], None]] = []
        self._looking = Lock()

    def look(self) -> None:
        """Asked before whatever is done by the clock.

        Where another process is in the way, what is left to do is done at the next look: by then the store may show
        no more that the clock was ahead.
        """
        with self._looking:
            now = self._clock.now()
            self._ahead = self._ahead or self._ahead_at(now)
            if self._ahead is not None:
                self._store.put_off.bring_back(now, self._ahead, LEASE, ENGINE)
                self._latest, self._ahead, self._to_begin_anew = now, None, list(self._begin_anew)
            self._latest = now if self._latest is None else max(self._latest, now)
            while self._to_begin_anew:
                self._to_begin_anew[0]()
                del self._to_begin_anew[0]

    def _ahead_at(self, now: datetime) -> timedelta | None:
        """How far the clock was ahead when last asked, by this process or, at its first look, by one before it."""
        if self._latest is None:
            return self._store.put_off.was_ahead(now)
        return self._latest - now if self._latest > now + AHEAD else None
