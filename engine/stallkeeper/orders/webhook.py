"""How a webhook stands: how far it has come, what it waits for, and what its receiver refused."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from stallkeeper.errors import ErrorKind


@dataclass(frozen=True, slots=True)
class WebhookState:
    """`attempts` are of the message that is next; `failing_since` since when nothing was taken.

    `failed_at` is when the last one did. `paused_at`: nothing is sent until somebody says so; `error` is why, in our
    words.
    """

    name: str
    attempts: int = 0
    next_attempt_at: datetime | None = None
    failing_since: datetime | None = None
    paused_at: datetime | None = None
    error: str | None = None
    delivered: int = 0
    last_delivered_at: datetime | None = None
    error_kind: ErrorKind | None = None
    failed_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class ParkedMessage:
    """A message that its receiver refused as often as it was tried: the others went past it."""

    webhook: str
    number: int
    at: datetime
    error: str
