"""How long data about people is kept, and what is said of an order whose buyer has been erased or hidden."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

Anchor = Literal["ordered", "shipped", "delivered", "closed", "last_final", "reported"]
"""From when the time counts: the order, the first such status, the last final status, or the last reported change."""

HALF_A_YEAR = timedelta(days=180)


@dataclass(frozen=True, slots=True)
class Erasure:
    """When the buyer's data of an order was erased, and under which rule; `restricted`: kept by law, and hidden."""

    at: datetime
    rule: str
    restricted: bool = False


AddressState = Literal["given", "empty", "not_given_yet", "erased", "restricted"]
"""What is known of an address: a buyer's data that was never given is not the same as one that is gone."""


@dataclass(frozen=True, slots=True)
class LegalHold:
    """Orders that the law wants kept, and why; `orders` None: all of them."""

    because: str
    orders: frozenset[str] | None = None

    def holds(self, order_id: str) -> bool:
        return self.orders is None or order_id in self.orders


@dataclass(frozen=True, slots=True)
class RetentionPolicy:
    """How long the buyer's data of an account's orders is kept.

    `at_most` counts from when the buyer ordered, whatever the order waits for. `raw` and `documents` count from the
    anchor; None: as long as the rest.
    """

    erase_after: timedelta = HALF_A_YEAR
    anchor: Anchor = "last_final"
    at_most: timedelta | None = None
    raw: timedelta | None = None
    documents: timedelta | None = None
    legal_hold: LegalHold | None = None

    @property
    def shortest(self) -> timedelta:
        """No order is due before it is that old."""
        given = (self.erase_after, self.at_most, self.raw, self.documents)
        return min(each for each in given if each is not None)
