"""A buyer's request to cancel: what it is about, when it came, and what became of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

CANCEL_REQUESTED = "cancel_requested"
"""The flag that says so, on an order or on one of its lines."""

RequestState = Literal["requested", "accepted", "rejected", "expired"]


@dataclass(frozen=True, slots=True)
class CancelRequest:
    """`line` None: it is about the whole order. `how` says in words why it ended, and is None while it is open."""

    line: str | None
    state: RequestState
    requested_at: datetime
    ended_at: datetime | None = None
    how: str | None = None
