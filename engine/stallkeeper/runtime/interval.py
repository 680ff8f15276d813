"""A window, a cursor and the marketplace's time in; the interval to read, and how far it is proven read, out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta


@dataclass(frozen=True, slots=True)
class Reach:
    """How far a sweep has to reach, as the binding says.

    `overlap` is read twice on purpose, `settle` is left for the next sweep because the marketplace may still be writing
    there, `first_pull` is how far the first sweep of all looks back. `may_shift` says that orders may slip from page to
    page while the list is read.
    """

    overlap: timedelta = timedelta(minutes=5)
    settle: timedelta = timedelta(minutes=1)
    first_pull: timedelta = timedelta(days=30)
    may_be_empty: bool = False
    may_shift: bool = False


@dataclass(frozen=True, slots=True)
class Interval:
    """[since, until) in marketplace time, UTC."""

    since: datetime
    until: datetime


def plan_interval(
    reach: Reach, look_back: timedelta | None, read_until: datetime | None, marketplace_now: datetime
) -> Interval:
    """The interval of the next sweep.

    A window that looks back reads [now - look_back, now), further back when it has not been read for longer than that;
    any other reads [cursor - overlap, now - settle), the first time [now - first_pull, now - settle). What the first
    reads of the last `settle` is seen early and read again: `proven_until` never counts it as read.
    """
    resumed = None if read_until is None else read_until - reach.overlap
    if look_back is not None:
        start = marketplace_now - look_back
        return Interval(start if resumed is None else min(start, resumed), marketplace_now)
    until = marketplace_now - reach.settle
    since = until - reach.first_pull if resumed is None else resumed
    return Interval(since, max(until, since))


def proven_until(until: datetime, settle: timedelta, marketplace_now: datetime | None, now: datetime) -> datetime:
    """How far an interval ending at `until` is proven: never beyond the marketplace's own clock less `settle`.

    Nor beyond ours: a cursor never goes back, so a Date header that was ahead once would hide all orders until then.
    Where no answer has a Date, ours less `settle` stands for it.
    """
    return min(until, now - settle) if marketplace_now is None else min(until, now, marketplace_now - settle)


def next_cursor(held: datetime | None, proven: datetime) -> datetime:
    """Where the cursor goes when an interval is proven read; it never goes back."""
    return proven if held is None else max(held, proven)
