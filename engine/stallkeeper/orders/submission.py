"""An accepted action on its way out, and what became of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

from stallkeeper.errors import ErrorKind
from stallkeeper.orders.order import OrderKey

SubmissionState = Literal[
    "needs_data", "queued", "sending", "acknowledged", "confirmed", "rejected", "in_doubt", "superseded"
]

OPEN_STATES: frozenset[SubmissionState] = frozenset({"queued", "sending", "acknowledged", "in_doubt"})
"""States in which a submission still holds its order: one open submission per order."""
WORKED_ON: frozenset[SubmissionState] = OPEN_STATES | {"needs_data"}
"""States in which it is looked at again when its turn has come."""


@dataclass(frozen=True, slots=True)
class Submission:
    """One intent. `id` is made once and reused on every retry. `fields` are typed values as the action declares them.

    One that `needs_data` was asked for by a back office and waits for what is missing; it holds its order for nobody.
    `expected` lists the canonical statuses that would confirm it. `sent_at` is when `sending` became durable.
    `next_attempt_at` is when a queued one may be (re)sent, or an in-doubt or acknowledged one read back.
    `before` is the native status the order had when the intent was made: what a read-back is compared with.
    """

    id: str
    key: OrderKey
    account: str
    action: str
    fields: Mapping[str, Any]
    state: SubmissionState
    expected: tuple[str, ...]
    before: str
    who: str
    created_at: datetime
    updated_at: datetime
    next_attempt_at: datetime
    sent_at: datetime | None = None
    attempts: int = 0
    receipt: str | None = None
    error_kind: ErrorKind | None = None
    error: str | None = None
    extras: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class RefusedLine:
    """A line for which an action that is sent line by line was refused, and why."""

    line: str
    kind: ErrorKind
    why: str


@dataclass(frozen=True, slots=True)
class Receipt:
    """The marketplace's answer to a request it took. `reference` is its own identifier for it, if it gave one."""

    reference: str | None = None
    already_done: bool = False
    """True when it said no because the effect is there already."""
    went: tuple[str, ...] = ()
    """Where only a part was taken: the lines that went."""
    refused: tuple[RefusedLine, ...] = ()
    """And those that did not."""
