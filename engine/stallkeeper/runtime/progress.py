"""What the engine tells while it works, as values; nothing here prints or logs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from threading import RLock
from typing import TypeAlias

from stallkeeper.orders import OrderKey, SubmissionState


@dataclass(frozen=True, slots=True)
class SweepStarted:
    """A sweep begins, or goes on at the page after the last one stored (`resumed`)."""

    account: str
    window: str
    since: datetime | None
    until: datetime
    resumed: bool


@dataclass(frozen=True, slots=True)
class PageStored:
    """One page is in the store. `records` counts this page; `total` is the marketplace's own count of the sweep."""

    account: str
    window: str
    page: int
    records: int
    created: int
    changed: int
    unchanged: int
    left_out: int
    total: int | None = None


@dataclass(frozen=True, slots=True)
class SweepEnded:
    """A sweep is over: complete, incomplete (`error` says why), or interrupted (running; the next one goes on)."""

    account: str
    window: str
    state: str
    seen: int
    error: str | None = None


@dataclass(frozen=True, slots=True)
class ReadingPlanned:
    """Nothing is read before `at`: `window` of `account` then. `because`: why the account has to wait until then."""

    account: str
    window: str
    at: datetime
    because: str | None = None


@dataclass(frozen=True, slots=True)
class SubmissionMoved:
    """A submission took another state; `reason` says why where it is not the usual way."""

    account: str
    submission: str
    order: OrderKey
    action: str
    state: SubmissionState
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class DeadlinePassed:
    """A deadline of an order passed; `moved_to` only where it is kept by us."""

    account: str
    order: OrderKey
    rule: str
    moved_to: str | None


@dataclass(frozen=True, slots=True)
class DeadlineNear:
    """So many percent of the time that an order has for something are gone; told once for each level."""

    account: str
    order: OrderKey
    rule: str
    level: int


@dataclass(frozen=True, slots=True)
class IncidentRaised:
    """Something a person should know came up (also each time it comes up again)."""

    account: str
    kind: str
    subject: str
    message: str


@dataclass(frozen=True, slots=True)
class StoreTaken:
    """Another process had the store, or wrote what this one was about to; what was to be done is tried again."""

    account: str
    message: str


@dataclass(frozen=True, slots=True)
class ErrorCaught:
    """An error became part of a result, whose words tell of it. For whoever wants to see where it came from."""

    account: str
    error: Exception = field(repr=False)


Progress: TypeAlias = (
    SweepStarted
    | PageStored
    | SweepEnded
    | ReadingPlanned
    | SubmissionMoved
    | DeadlinePassed
    | DeadlineNear
    | IncidentRaised
    | StoreTaken
    | ErrorCaught
)
OnProgress: TypeAlias = Callable[[Progress], None]


def say_nothing(_: Progress) -> None:
    """The listener of a caller that asked for none."""


def one_at_a_time(tell: OnProgress) -> OnProgress:
    """The same listener for several threads: it hears one of them after the other."""
    lock = RLock()

    def telling(event: Progress) -> None:
        with lock:
            tell(event)

    return telling
