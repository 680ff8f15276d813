"""Our fault or the network's, as exceptions: one small tree.

    Error
    ├─ SpecError            a channel cannot be used because its files have problems
    ├─ UsageError           what was asked for does not exist or makes no sense (exit code 2)
    ├─ AccountError         stallkeeper.yaml or a secret is wrong
    ├─ ChannelError         the marketplace or the way to it failed; `kind` says how
    └─ StoreError           the database is locked, read-only, damaged or from a newer version

An expected "no" (an action not offered, a field missing) is a Decision, never one of these.
No message carries a secret, a buyer's data or a template's context.
"""

from __future__ import annotations

from typing import Literal

from stallkeeper.problems import Problem

ErrorKind = Literal[
    "transient",
    "rate_limited",
    "auth",
    "validation",
    "state_conflict",
    "already_done",
    "not_found",
    "permanent",
    "unknown",
]
"""The classes of a marketplace's "no". Only transient and rate_limited are tried again by themselves."""

RETRYABLE: frozenset[ErrorKind] = frozenset({"transient", "rate_limited"})


class Error(Exception):
    """The root. Its text is one message for the person who can act: what, where, why, what to do."""


class SpecError(Error):
    """A channel's files have problems; all of them are in `problems`."""

    def __init__(self, message: str, problems: tuple[Problem, ...] = ()) -> None:
        super().__init__(message)
        self.problems = problems


class UsageError(Error):
    """What was asked for does not exist or makes no sense."""


class AccountError(Error):
    """stallkeeper.yaml or a secret is wrong; all problems are in `problems`."""

    def __init__(self, message: str, problems: tuple[Problem, ...] = ()) -> None:
        super().__init__(message)
        self.problems = problems


class ChannelError(Error):
    """A marketplace answered no, or could not be reached.

    `doubtful` is True when the request may have taken effect all the same (bytes left, no clear answer came back).
    `retry_after` is in seconds, where the marketplace named one. `code` is the marketplace's own word, if it gave one.
    """

    def __init__(
        self,
        message: str,
        kind: ErrorKind = "unknown",
        *,
        doubtful: bool = False,
        retry_after: float | None = None,
        code: str | None = None,
        http_status: int | None = None,
    ) -> None:
        super().__init__(message)
        self.kind: ErrorKind = kind
        self.doubtful = doubtful
        self.retry_after = retry_after
        self.code = code
        self.http_status = http_status


class StoreError(Error):
    """The database cannot be used as asked; nothing was changed by the call that raised this.

    `passing` says that another process, or thread, had its turn: the same may be possible the next time.
    """

    def __init__(self, message: str, *, passing: bool = False) -> None:
        super().__init__(message)
        self.passing = passing
