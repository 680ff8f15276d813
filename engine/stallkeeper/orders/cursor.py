"""Where reading goes on: up to when all is known, and which passes through a list were begun, ended or given up."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from stallkeeper.errors import ErrorKind


@dataclass(frozen=True, slots=True)
class Cursor:
    """The instant (marketplace time, UTC) up to which `window` of `account` is proven read.

    `mark` is the newest entry that was read of a journal, where the marketplace keeps one. `edition` is the channel's
    edition that it was read over: another one has other interfaces, and nothing is proven of those.
    """

    account: str
    window: str
    read_until: datetime
    mark: str | None = None
    edition: str | None = None


@dataclass(frozen=True, slots=True)
class Sweep:
    """One run of a window for one account over [since, until). `resume` tells the client where the next page starts."""

    id: str
    account: str
    window: str
    since: datetime | None
    until: datetime
    started_at: datetime
    state: Literal["running", "complete", "incomplete"] = "running"
    finished_at: datetime | None = None
    resume: str | None = None
    pages: int = 0
    seen: int = 0
    created: int = 0
    changed: int = 0
    unchanged: int = 0
    left_out: int = 0
    """Orders the spec excludes (`only`)."""
    error: str | None = None
    missed: int = 0
    """Of a reading by id: orders that changed without any sweep showing it."""
    error_kind: ErrorKind | None = None
    """Of which class `error` is; None where there was none, or where nothing had failed."""
    again: int = 0
    """Unchanged orders from before where the sweep before had ended: they came only because the two overlap."""


@dataclass(frozen=True, slots=True)
class Rest:
    """Until when nothing is asked of a marketplace for an account, and why."""

    until: datetime
    because: str


@dataclass(frozen=True, slots=True)
class Incident:
    """Something a person should know, once per cause: a new native status, an empty first pull, a refusal."""

    account: str
    kind: str
    subject: str
    message: str
    first_at: datetime
    last_at: datetime
    count: int = 1
    resolved_at: datetime | None = None
