"""A lane and the time in; the windows that are due, and when the next one is, out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from datetime import datetime

from stallkeeper.orders import Sweep
from stallkeeper.runtime.lane import Lane
from stallkeeper.runtime.ledger import Ledger
from stallkeeper.runtime.progress import ReadingPlanned
from stallkeeper.runtime.retry import SWEEPING, plan_retry
from stallkeeper.runtime.schedule import next_due
from stallkeeper.spec.channel_spec import Window


class Rhythm:
    """Knows when each window of each account is to run next; one that failed comes back sooner, then ever later."""

    def __init__(self, ledger: Ledger, jitter: Callable[[], float]) -> None:
        self._ledger = ledger
        self._jitter = jitter
        self._failures: Counter[tuple[str, str]] = Counter()
        self._again_at: dict[tuple[str, str], datetime] = {}

    def due(self, lane: Lane, now: datetime) -> tuple[Window, ...]:
        """The windows that are due, in the author's order; none while the account rests."""
        if lane.is_resting(now):
            return ()
        return tuple(window for window in lane.spec.retrieval if self._at(lane, window, now) <= now)

    def all_due(self, lanes: Sequence[Lane], now: datetime) -> list[tuple[Lane, tuple[Window, ...]]]:
        """The lanes with windows that are due, and which; the one that has been due for longest comes first."""
        found = [(lane, windows) for lane in lanes if (windows := self.due(lane, now))]
        return sorted(found, key=lambda each: min(self._at(each[0], window, now) for window in each[1]))

    def next(self, lane: Lane, now: datetime) -> ReadingPlanned:
        """What the lane reads next, and when."""
        window = min(lane.spec.retrieval, key=lambda each: self._at(lane, each, now))
        at, until = self._at(lane, window, now), lane.resting_until
        if until is None or until <= at:
            return ReadingPlanned(lane.name, window.name, at)
        return ReadingPlanned(lane.name, window.name, until, lane.resting_because)

    def next_slow(self, lane: Lane, now: datetime) -> datetime | None:
        """When the next window is due that reads again what it has read before; None where there is none."""
        return min((self._at(lane, each, now) for each in lane.spec.retrieval if each.look_back), default=None)

    def begin_anew(self) -> None:
        """The clock has gone back: what was to be tried again later is due."""
        self._ledger.begin_anew()
        self._again_at.clear()

    def ran(self, sweep: Sweep) -> None:
        """A sweep is over: after a failure, note when to try again."""
        key = (sweep.account, sweep.window)
        if sweep.state != "incomplete":
            self._failures.pop(key, None)
            self._again_at.pop(key, None)
            return
        self._failures[key] += 1
        wait = plan_retry(SWEEPING, self._failures[key], self._jitter())
        if wait is not None and sweep.finished_at is not None:
            self._again_at[key] = sweep.finished_at + wait

    def _at(self, lane: Lane, window: Window, now: datetime) -> datetime:
        newest = self._ledger.newest(lane.name).get(window.name)
        regular = next_due(window, None if newest is None else newest.started_at, now)
        if newest is None or newest.state == "complete":
            return regular
        return min(regular, self._again_at.get((lane.name, window.name), now))
