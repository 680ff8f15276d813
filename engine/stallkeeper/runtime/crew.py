"""Jobs that are due in; done side by side, sweeps in as many threads as the caller asked for and errands beside them.

Each account has a thread that reads it and one that acts for it, at most: one whose marketplace hangs holds up no
other, and what a seller asked for waits for no sweep. The store lets one of them in at a time.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from concurrent.futures import FIRST_COMPLETED, Executor, Future, ThreadPoolExecutor, wait
from typing import TypeAlias

from stallkeeper.clock import Clock

LOOK_AGAIN_AFTER = 0.1
"""Seconds between two looks at what is due: an action that another process queued waits no longer than that."""

Due: TypeAlias = Callable[[], Iterable[tuple[str, Callable[[], object]]]]
"""Which accounts have something to do now, the most urgent first, and what."""


class Crew:
    """`workers` readers, and as many for errands. `look` is called between two rounds, in the caller's own thread."""

    def __init__(self, workers: int, reading: Due, errands: Due, look: Callable[[], object], clock: Clock) -> None:
        self._workers = workers
        self._due = (errands, reading)
        self._under_way: tuple[dict[str, Future[object]], dict[str, Future[object]]] = ({}, {})
        self._look = look
        self._clock = clock

    def run(self, stop: Callable[[], bool]) -> None:
        """Work until `stop` says so, then let what is under way come to its end. Raises what a job raised, and then,
        as when it is interrupted, waits for nothing.
        """
        pools = [ThreadPoolExecutor(self._workers, name) for name in ("errand", "reader")]
        try:
            while not stop():
                for due, under_way, pool in zip(self._due, self._under_way, pools, strict=True):
                    self._give_out(due, under_way, pool)
                self._look()
                self._pause()
                self._collect()
            for pool in pools:
                pool.shutdown()
            self._collect()
        finally:
            for pool in pools:
                pool.shutdown(wait=False, cancel_futures=True)

    def _give_out(self, due: Due, under_way: dict[str, Future[object]], pool: Executor) -> None:
        if len(under_way) >= self._workers:
            return
        for account, job in due():
            if account not in under_way:
                under_way[account] = pool.submit(job)
            if len(under_way) >= self._workers:
                return

    def _pause(self) -> None:
        jobs = [job for under_way in self._under_way for job in under_way.values()]
        if jobs:
            wait(jobs, LOOK_AGAIN_AFTER, FIRST_COMPLETED)
        else:
            self._clock.sleep(LOOK_AGAIN_AFTER)

    def _collect(self) -> None:
        for under_way in self._under_way:
            for account in [account for account, job in under_way.items() if job.done()]:
                under_way.pop(account).result()
