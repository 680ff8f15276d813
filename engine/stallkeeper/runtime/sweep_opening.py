"""One window of one account in; the sweep to go on with, or a new one that the ledger holds, out."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

from stallkeeper.clock import Clock
from stallkeeper.errors import StoreError
from stallkeeper.orders import Cursor, Sweep
from stallkeeper.runtime.interval import plan_interval
from stallkeeper.runtime.lane import Lane
from stallkeeper.runtime.ledger import Ledger
from stallkeeper.spec.channel_spec import Window
from stallkeeper.store.store import Store

TOO_OLD_TO_RESUME = timedelta(hours=6)
"""A sweep left this long ago starts again at its cursor: its pages have moved too far under it."""


class SweepOpening:
    """Opens sweeps; `new_id` makes their identifiers."""

    def __init__(self, store: Store, ledger: Ledger, clock: Clock, new_id: Callable[[], str]) -> None:
        self._store = store
        self._ledger = ledger
        self._clock = clock
        self._new_id = new_id

    def open(self, lane: Lane, window: Window) -> Sweep:
        """The sweep to go on with, or a new one from the cursor; the ledger holds it before its first page is asked."""
        now = self._clock.now()
        left = self._store.open_sweep(lane.name, window.name) or self._ledger.newest(lane.name).get(window.name)
        held = self._store.cursor(lane.name, window.name)
        moved = held is not None and held.edition != lane.spec.edition
        if left is not None and not moved and _can_resume(left, now):
            return _going_on(left)
        if left is not None and left.state == "running":
            error = "the account has moved to another edition" if moved else "left too long ago to go on"
            self._ledger.save(replace(left, state="incomplete", finished_at=now, resume=None, error=error))
        read_until = None if held is None or moved else held.read_until
        interval = plan_interval(lane.reach(), window.look_back, read_until, now + lane.skew)
        return self.begin(Sweep(self._new_id(), lane.name, window.name, interval.since, interval.until, now))

    def begin(self, sweep: Sweep) -> Sweep:
        """The new sweep; or the one that another process has begun meanwhile, for one is enough."""
        try:
            self._ledger.save(sweep)
        except StoreError:
            theirs = self._store.open_sweep(sweep.account, sweep.window)
            if theirs is None:
                raise
            return _going_on(theirs)
        return sweep

    def cursor(self, lane: Lane, window: Window) -> Cursor | None:
        """How far the window is read over this edition; what another one read, this one reads from its start."""
        held = self._store.cursor(lane.name, window.name)
        return held if held is not None and held.edition == lane.spec.edition else None


def _going_on(left: Sweep) -> Sweep:
    return replace(left, state="running", finished_at=None, error=None, error_kind=None)


def _can_resume(left: Sweep, now: datetime) -> bool:
    """A running one is gone on with even before its first page: it may be another process's, and one is enough."""
    left_open = left.state == "running" or (left.state == "incomplete" and left.resume is not None)
    return left_open and now - left.started_at <= TOO_OLD_TO_RESUME
