"""What one page of a sweep brings to the store: orders, how far the sweep has come, and what a person should know."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from stallkeeper.orders import Cursor, Event, Incident, Order, Sweep


@dataclass(frozen=True, slots=True)
class OrderWrite:
    """One order that is new or has changed.

    `payload` is the native record as it came; `digest` (16 bytes) is what `Known.digest` gives back for it. `held` is
    the digest the decision was made against (None: not said), `held_at` the `updated_at` of that order, which moves
    with what happens beside reports; when the store holds another by now, the page is refused.
    """

    order: Order
    payload: bytes = field(repr=False)
    digest: bytes
    events: tuple[Event, ...]
    held: bytes | None = None
    held_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class PageWrite:
    """One page: all of it is stored, or nothing. `cursor` is given with a sweep's last page only.

    `sweep` is None for an order that was read again by its id, outside any sweep; `cause` may say what for.
    """

    writes: Sequence[OrderWrite]
    sweep: Sweep | None
    cursor: Cursor | None = None
    incidents: Sequence[Incident] = ()
    cause: str | None = None
    at: datetime | None = None
    sighted: Sequence[int] = ()
    """When the marketplace was asked, and the numbers of the orders, beside those of `writes`, that it spoke of."""
    settled: Sequence[Incident] = ()
    """What the page puts right: open incidents of the same account, kind and subject are closed as of its `last_at`."""
