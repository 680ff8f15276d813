"""The machine's answers, as values: what may be done, what not and why, and what a report means."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal, TypeAlias

from stallkeeper.problems import Place
from stallkeeper.words import Status

ReasonCode = Literal[
    "unknown_action",  # the channel has no such action
    "unknown_status",  # the order's native status is not mapped
    "wrong_status",  # the action is not offered at this status
    "gate",  # at this native status nothing is allowed
    "condition",  # the action's own `if` does not hold, or the marketplace ships the order itself
    "test",  # a test order at a live account, or the other way round
    "pending",  # another action on this order is under way
    "deadline_passed",
    "vanished",  # the marketplace does not know the order any more, or it has become part of another
    "missing_field",
    "wrong_value",
    "unknown_field",
]


@dataclass(frozen=True, slots=True)
class Reason:
    """One reason for a no: a word, a sentence, the field it is about, and the rule's place in the YAML."""

    code: ReasonCode
    message: str
    place: Place
    field: str | None = None


@dataclass(frozen=True, slots=True)
class Advice:
    """What the channel recommends without asking for it: the fields that are not given, and what is lost then."""

    fields: tuple[str, ...]
    because: str
    place: Place


@dataclass(frozen=True, slots=True)
class Change:
    """Yes. `fields` are typed, defaults filled in, names and labels resolved to codes; `advice` hinders nothing."""

    action: str
    expected: tuple[Status, ...]
    fields: Mapping[str, Any]
    advice: tuple[Advice, ...] = ()


@dataclass(frozen=True, slots=True)
class NotOffered:
    """No: not now, or not at all."""

    action: str
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class Incomplete:
    """Not yet: `missing` fields, or `reasons` with code wrong_value or unknown_field."""

    action: str
    missing: tuple[str, ...]
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class Unconfirmed:
    """Yes, once a person has said so: `reasons` are what speaks against it, `change` is what would be done."""

    action: str
    reasons: tuple[Reason, ...]
    change: Change


Decision: TypeAlias = Change | NotOffered | Incomplete


@dataclass(frozen=True, slots=True)
class Observation:
    """What a report means for an order.

    `status` is where the order stands after it (None: the native status is unknown). `path` lists the statuses it takes
    on the way, the old one excluded: a first report of a shipped order gives ("new", "shipped"). `left_out` says why
    the order is not ours (`only`), or is None. `line_statuses` holds one canonical status (or None) per reported line.
    """

    status: Status | None
    path: tuple[Status, ...] = ()
    foreseen: bool = True
    unknown_native: str | None = None
    unknown_line_natives: tuple[str, ...] = ()
    stale: bool = False
    flags: tuple[str, ...] = ()
    line_statuses: tuple[Status | None, ...] = ()
    line_flags: tuple[tuple[str, ...], ...] = ()
    left_out: str | None = None


@dataclass(frozen=True, slots=True)
class Expiry:
    """A deadline that has passed. Only one kept by us moves the order (`moves_to`)."""

    rule: str
    due_at: datetime
    outcomes: tuple[Status, ...]
    kept_by: Literal["channel", "us"]
    moves_to: Status | None
    because: str
    place: Place


@dataclass(frozen=True, slots=True)
class DueDate:
    """A deadline that runs for an order. `due_at` is None where the source names no time, or its start is not known."""

    rule: str
    due_at: datetime | None
    outcomes: tuple[Status, ...]
    kept_by: Literal["channel", "us"]
    because: str
    place: Place

    @property
    def consequence(self) -> str:
        """What happens then, in words: canceled by the channel."""
        return f"{' and '.join(self.outcomes)} by {'the channel' if self.kept_by == 'channel' else 'us'}"


@dataclass(frozen=True, slots=True)
class Explanation:
    """Why an action may or may not be done with an order now: `reasons` is empty exactly when it is allowed."""

    action: str
    allowed: bool
    reasons: tuple[Reason, ...]
    missing: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()
    accepts: tuple[str, ...] = ()
    advice: tuple[Advice, ...] = ()
