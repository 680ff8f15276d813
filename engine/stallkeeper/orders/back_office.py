"""What a seller's own system has of an order, its own ids for it among them; and what it is told of orders."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from stallkeeper.orders.order import OrderKey


@dataclass(frozen=True, slots=True)
class OfficeMark:
    """What one back office has of one order. `seen_at` is when it first said that it had taken it."""

    office: str
    own_ids: tuple[str, ...] = ()
    seen_at: datetime | None = None

    @property
    def is_taken(self) -> bool:
        """Whether it has the order already."""
        return bool(self.own_ids) or self.seen_at is not None


@dataclass(frozen=True, slots=True)
class OwnIdTaken:
    """An own id that is another order's: an id names one order of a back office, or it names none."""

    own_id: str
    key: OrderKey


@dataclass(frozen=True, slots=True)
class FeedEntry:
    """An order for a back office, by its ids and where it stands; nothing of its buyer.

    `mark` says what the back office has of it. `beyond` are the things about it that the back office cannot take: such
    an order is told only to whoever has it already.
    """

    key: OrderKey
    account: str
    status: str | None
    native_status: str
    mark: OfficeMark
    beyond: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class FeedPage:
    """Orders of which something was learned. Ask on after `cursor`; `more` says that there is something already."""

    entries: tuple[FeedEntry, ...]
    cursor: int
    more: bool
