"""Which orders are asked for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from stallkeeper.errors import UsageError
from stallkeeper.store.filter_words import check_interval, check_limit, check_word
from stallkeeper.words import STATUSES


@dataclass(frozen=True, slots=True)
class OrderFilter:
    """All that is given has to hold; a filter with nothing given lets every order through.

    `statuses` are canonical; None or empty means any, None among them an order whose native status is unknown.
    `since` (inclusive) and `until` (exclusive) are about `ordered_at`; an order without one is outside any interval.
    `late` leaves those with the flag late, or those without it. `ids` are the marketplace's own: None means any, an
    empty tuple none. `limit` counts orders.
    """

    statuses: tuple[str | None, ...] | None = None
    channel: str | None = None
    account: str | None = None
    since: datetime | None = None
    until: datetime | None = None
    late: bool | None = None
    ids: tuple[str, ...] | None = None
    limit: int | None = None

    def __post_init__(self) -> None:
        """Raises UsageError for what no order could ever meet: it would be an empty answer to a slip of the pen."""
        if isinstance(self.statuses, str) or isinstance(self.ids, str):
            raise UsageError("`statuses` and `ids` of a filter are tuples, and not one text")
        for status in self.statuses or ():
            check_word("status", status, STATUSES)
        check_interval(self.since, self.until)
        check_limit(self.limit, "orders")
