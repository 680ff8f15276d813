"""Which orders are asked for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


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
