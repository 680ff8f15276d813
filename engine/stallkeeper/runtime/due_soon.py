"""When something comes due at which order in; the orders whose turn it is, without a look at all the others, out.

All open orders are looked at now and then, and that look fills this list as far as the next one. What happens in
between is read from the history, so that an order that has just come, or whose time was put off, is not late either.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterable
from datetime import datetime
from itertools import count

from stallkeeper.orders import EventKind, OrderKey
from stallkeeper.store.store import Store

CHANGES: tuple[EventKind, ...] = ("first_seen", "moved", "unforeseen", "unknown_status", "flagged", "changed")
"""What may give an order another deadline."""


class DueSoon:
    """Empty until all orders are looked at for the first time, and filled anew each time that they are."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._turns = count()
        self._until: datetime | None = None
        self._read_upto = 0
        self._waiting: dict[str, list[tuple[datetime, int, OrderKey]]] = {}

    def begin(self, until: datetime) -> None:
        """All orders are looked at now, and will be again at `until`."""
        self._until = until
        self._read_upto = self._store.readers.newest()
        self._waiting.clear()

    def note(self, account: str, key: OrderKey, instants: Iterable[datetime]) -> None:
        """Something comes due at the order then; what comes after the next look at all of them is left to that."""
        first = min(instants, default=None)
        if first is not None and self._until is not None and first < self._until:
            heapq.heappush(self._waiting.setdefault(account, []), (first, next(self._turns), key))

    def taken(self, now: datetime) -> dict[str, list[OrderKey]]:
        """By account, the orders at which something is due, or something has happened; each is handed out once."""
        if self._until is None:
            return {}
        found: dict[str, dict[OrderKey, None]] = {}
        for account, waiting in self._waiting.items():
            while waiting and waiting[0][0] <= now:
                found.setdefault(account, {})[heapq.heappop(waiting)[2]] = None
        unread = self._store.readers.after(self._read_upto, CHANGES)
        self._read_upto = unread.upto
        for told in unread.told:
            found.setdefault(told.account, {})[told.event.key] = None
        return {account: list(keys) for account, keys in found.items()}

    def next(self) -> datetime | None:
        """When the next one is due."""
        return min((waiting[0][0] for waiting in self._waiting.values() if waiting), default=None)
