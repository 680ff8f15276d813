"""That a deadline of an order comes near, and was told."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from stallkeeper.orders.order import OrderKey


@dataclass(frozen=True, slots=True)
class Alert:
    """At `at` it was told that `level` percent of the deadline's time had gone. One that is put off is another one."""

    key: OrderKey
    deadline: str
    due_at: datetime
    level: int
    at: datetime
