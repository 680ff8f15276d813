"""The budgets of requests of one account in; each request's turn, waited for on the clock, out."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from math import ceil

from stallkeeper.clock import Clock
from stallkeeper.durations import format_duration
from stallkeeper.errors import ChannelError
from stallkeeper.orders import Budget
from stallkeeper.spec.request_spec import RateSpec

USUAL = "usual"
OWN_BUDGET = "own_budget"
"""The code of an error by which we ourselves hold a request back: nothing was asked, and nothing was refused."""
_NO_WAIT = timedelta(0)
_GONE_BACK = timedelta(minutes=1)


class Budgets:
    """Token buckets by name. Safe to use from several threads: whoever waits holds up nobody else."""

    def __init__(self, rates: Mapping[str, RateSpec], clock: Clock) -> None:
        self._rates = rates
        self._clock = clock
        self._next: dict[str, datetime] = {}
        """By bucket, when its next request would leave if there were no bursts."""
        self._latest: datetime | None = None
        self._lock = threading.Lock()

    def wait(self, name: str | None, *, patient: bool = False) -> None:
        """Wait for a turn in the usual budget and in `name`. Raises ChannelError where that would take too long.

        Who is `patient` books no turn ahead: whoever is not goes first, however long the other has waited.
        """
        rates = [self._rates[each] for each in (USUAL, name) if each is not None and each in self._rates]
        while rates:
            wait, taken = self._turn(rates, patient)
            if wait > _NO_WAIT:
                self._clock.sleep(wait.total_seconds())
            if taken:
                return

    def shown(self) -> tuple[Budget, ...]:
        """Each budget, and what is left of it; of one whose turns nobody has taken, only what it is."""
        with self._lock:
            now = self._clock.now()
            self._heed(now)
            return tuple(self._shown(rate, now) for rate in self._rates.values())

    def _shown(self, rate: RateSpec, now: datetime) -> Budget:
        if rate.name not in self._next:
            return shown_unused(rate)
        taken = ceil(max(self._next[rate.name] - now, _NO_WAIT) / rate.apart)
        left, next_turn = max(rate.burst - taken, 0), now + self._wait_of(rate, now)
        return replace(shown_unused(rate), left=left, next_turn=next_turn)

    def _turn(self, rates: list[RateSpec], patient: bool) -> tuple[timedelta, bool]:
        """How long until the next turn, and whether it is taken: by the patient only where it is now."""
        with self._lock:
            now = self._clock.now()
            self._heed(now)
            waits = {rate.name: self._wait_of(rate, now) for rate in rates}
            for rate in rates:
                if waits[rate.name] > rate.waits:
                    raise _too_long(rate, waits[rate.name])
            longest = max(waits.values())
            if patient and longest > _NO_WAIT:
                return longest, False
            for rate in rates:
                self._next[rate.name] = max(self._next.get(rate.name, now), now) + rate.apart
            return longest, True

    def _heed(self, now: datetime) -> None:
        """A clock that has gone back makes nobody wait until what it was."""
        if self._latest is not None and now < self._latest - _GONE_BACK:
            self._next.clear()
        self._latest = now

    def _wait_of(self, rate: RateSpec, now: datetime) -> timedelta:
        earliest = max(self._next.get(rate.name, now), now) - rate.apart * (rate.burst - 1)
        return max(earliest - now, _NO_WAIT)


def shown_unused(rate: RateSpec) -> Budget:
    """A budget as its channel has it."""
    return Budget(rate.name, rate.most, rate.per, rate.burst)


def _too_long(rate: RateSpec, wait: timedelta) -> ChannelError:
    seconds = float(ceil(wait.total_seconds()))
    message = (
        f"the budget {rate.name} ({rate.most} requests per {format_duration(rate.per)}) is used up; "
        f"the next turn comes in {format_duration(timedelta(seconds=seconds))}"
    )
    return ChannelError(message, "rate_limited", retry_after=seconds, code=OWN_BUDGET)
