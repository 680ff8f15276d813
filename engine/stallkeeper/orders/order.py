"""An order as we hold it: who it belongs to, where it stands, and the newest report of it."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import datetime

from stallkeeper.orders.erasure import AddressState, Erasure
from stallkeeper.orders.money import Money
from stallkeeper.orders.report import OrderReport
from stallkeeper.words import TEST


@dataclass(frozen=True, slots=True)
class OrderKey:
    """What makes an order one order: where its id is unique (`scope`), the channel, and the marketplace's own id."""

    scope: str
    channel: str
    id: str


@dataclass(frozen=True, slots=True)
class Order:
    """One order. `status` is canonical, or None while its native status is unknown to the spec.

    `status_since` is the instant the status was first reported to us, in marketplace time where the report gave one.
    `last_known_status` is the last canonical status it had (kept while `status` is None).
    `flags` are things said of it that are no status, such as cancel_requested, unforeseen or late.
    `partially_canceled_since` is when a partial cancellation was first reported, in marketplace time where given: some
    deadlines count from it.
    """

    key: OrderKey
    account: str
    status: str | None
    native_status: str
    status_since: datetime
    first_seen_at: datetime
    updated_at: datetime
    report: OrderReport
    last_known_status: str | None = None
    flags: tuple[str, ...] = ()
    partially_canceled_since: datetime | None = None
    erased: Erasure | None = None
    """When and why the buyer's data was erased, or hidden; None: it is here, as far as it was ever given."""

    @property
    def id(self) -> str:
        return self.key.id

    @property
    def channel(self) -> str:
        return self.key.channel

    @property
    def is_test(self) -> bool:
        """Whether it is no real order: nothing of it leaves for a live account, and exports leave it out."""
        return TEST in self.flags

    def address_state(self, kind: str) -> AddressState:
        """What is known of its `billing` or `delivery` address."""
        if self.erased is not None:
            return "restricted" if self.erased.restricted else "erased"
        address = getattr(self.report, kind)
        if address is None:
            return "not_given_yet"
        return "given" if any(getattr(address, each.name) for each in fields(address)) else "empty"

    @property
    def total(self) -> Money | None:
        report = self.report
        return Money(report.total, report.currency) if report.total is not None and report.currency else None
