"""The engine's clock in, the marketplace's own time out: it runs faster from the start on, and may be moved ahead."""

from __future__ import annotations

from datetime import datetime, timedelta

from stallkeeper.clock import Clock


class WorldClock:
    """Marketplace time decides when automatic moves are due; payloads always carry the engine's own time.

    `speed` says how many marketplace seconds pass in a real one.
    """

    def __init__(self, clock: Clock, speed: float) -> None:
        if not 0 < speed <= 1_000_000:
            raise ValueError("a world's speed lies above 0 and up to 1,000,000")
        self._clock = clock
        self.speed = speed
        self._real = self._marketplace = clock.now()

    def real_now(self) -> datetime:
        """The engine's time."""
        return self._clock.now()

    def now(self) -> datetime:
        """The marketplace's time."""
        return self._marketplace + (self._clock.now() - self._real) * self.speed

    def real(self, due: datetime) -> datetime:
        """When, in the engine's time, the marketplace's clock showed `due`; never in the future."""
        at = self._real + (due - self._marketplace) / self.speed
        return min(max(at, self._real), self.real_now())

    def skip(self, by: timedelta) -> None:
        """Move the marketplace's clock ahead; what falls due that way happens now."""
        if by < timedelta(0):
            raise ValueError("a clock does not run backwards")
        self._real, self._marketplace = self._clock.now(), self.now() + by
