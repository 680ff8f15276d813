"""How often something was tried in; how long to wait before it is tried again, or that it is enough, out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import takewhile

from stallkeeper.orders import Rest, Sweep


@dataclass(frozen=True, slots=True)
class Patience:
    """Exponential waiting: `first` doubles with every attempt up to `longest`; after `attempts` it is enough."""

    first: timedelta = timedelta(seconds=5)
    longest: timedelta = timedelta(minutes=15)
    attempts: int = 8


SENDING = Patience()
SWEEPING = Patience(first=timedelta(seconds=15), longest=timedelta(minutes=15), attempts=1_000_000)
READING_BACK = Patience(first=timedelta(seconds=10), longest=timedelta(hours=1), attempts=1_000_000)

ACCOUNT_PAUSE = timedelta(minutes=5)
"""How long an account rests after the marketplace refused its key."""

LEASE = timedelta(minutes=10)
"""Longer than sending may take with all its time-outs and a token renewed on the way: a submission found in `sending`
for this long was left behind by a process. Taken for left behind too early, it would be sent a second time."""


def plan_retry(patience: Patience, attempts: int, jitter: float, retry_after: float | None = None) -> timedelta | None:
    """The wait after `attempts` failures (counted from 1), or None when it is enough.

    `jitter` is in [0, 1) and takes up to half of the wait away, so that many do not come back at once. `retry_after`
    (seconds) is the marketplace's own word: never less than that.
    """
    if attempts >= patience.attempts:
        return None
    doubled = patience.first * 2 ** min(attempts - 1, 30) if attempts > 0 else patience.first
    wait = min(doubled, patience.longest) * (1 - jitter / 2)
    return wait if retry_after is None else max(wait, timedelta(seconds=retry_after))


def read_again_by(newest_first: Sequence[Sweep], rest: Rest | None = None) -> datetime | None:
    """By when a window whose last sweep failed is tried again, as its sweeps tell; None where it did not fail.

    `rest` is the account's: nothing of it is read before that is over.

    Whoever runs may be earlier by up to half of the wait, and a process that has just begun tries at once.
    """
    failed = list(takewhile(lambda sweep: sweep.state == "incomplete", newest_first))
    if not failed or failed[0].finished_at is None:
        return None
    wait = plan_retry(SWEEPING, len(failed), 0.0)
    again = None if wait is None else failed[0].finished_at + wait
    return again if again is None or rest is None else max(again, rest.until)
