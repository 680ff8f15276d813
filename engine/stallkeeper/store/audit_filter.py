"""Which lines of the record are asked for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import get_args

from stallkeeper.orders import EventKind, NoteKind, Where
from stallkeeper.store.causes import CAUSES
from stallkeeper.store.filter_words import check_interval, check_limit, check_word

KINDS = tuple(dict.fromkeys((*get_args(EventKind), *get_args(NoteKind))))
"""Of lines about an order and of notes; an erasure has both."""


@dataclass(frozen=True, slots=True)
class AuditFilter:
    """All that is given has to hold. `since` (inclusive) and `until` (exclusive) are about when it was noted.

    `cause` is a whole cause ("sweep:1f…") or the kind of one ("sweep"). `limit` counts lines, the newest. Whether
    there is such an order, an account or somebody of that name is not known here: such a filter finds nothing.
    """

    order_id: str | None = None
    channel: str | None = None
    account: str | None = None
    who: str | None = None
    where: Where | None = None
    cause: str | None = None
    kind: str | None = None
    since: datetime | None = None
    until: datetime | None = None
    limit: int | None = None

    def __post_init__(self) -> None:
        """Raises UsageError for what no line could ever meet."""
        check_word("kind of line", self.kind, KINDS)
        check_word("place", self.where, get_args(Where))
        check_word("kind of cause", None if self.cause is None else self.cause.partition(":")[0], CAUSES)
        check_interval(self.since, self.until)
        check_limit(self.limit, "lines")
