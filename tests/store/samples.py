"""Orders, pages and stores for the tests: built with as little as a test has to say."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from hashlib import blake2b
from typing import Any

from stallkeeper.orders import (
    Address,
    Cursor,
    Event,
    Order,
    OrderKey,
    OrderLine,
    OrderReport,
    Submission,
    Sweep,
)
from stallkeeper.store import OrderWrite, PageWrite, Store

NOW = datetime(2026, 11, 22, 10, 0, tzinfo=UTC)
LATER = NOW + timedelta(hours=1)
JEANNE = Address(full_name="Odile Martin", street="12 rue des Lilas", zip_code="69003", city="Lyon", country="FR")
LINE = OrderLine(id="1", sku="LAMP-7", quantity=2, unit_price=Decimal("19.90"), native_status="PENDING")


def key_of(order_id: str, channel: str = "bazaar", scope: str = "company") -> OrderKey:
    return OrderKey(scope=scope, channel=channel, id=order_id)


def order_of(order_id: str = "A1", **changes: Any) -> Order:
    """An order; names of a report's fields go to its report, all others to the order."""
    of_the_order = {name: changes.pop(name) for name in list(changes) if name in Order.__dataclass_fields__}
    report = OrderReport(
        **{
            "id": order_id,
            "native_status": "PENDING",
            "ordered_at": NOW,
            "currency": "EUR",
            "lines": (LINE,),
            **changes,
        }
    )
    order = Order(
        key=key_of(order_id),
        account="my-shop",
        status="waiting_shipment",
        native_status="PENDING",
        status_since=NOW,
        first_seen_at=NOW,
        updated_at=NOW,
        report=report,
        last_known_status="waiting_shipment",
    )
    return replace(order, **of_the_order)


def first_events(order: Order) -> tuple[Event, ...]:
    return (
        Event(NOW, order.key, "first_seen", "channel", to_status="new"),
        Event(NOW, order.key, "moved", "channel", "new", order.status, order.native_status),
    )


def digest_of(payload: bytes) -> bytes:
    return blake2b(payload, digest_size=16).digest()


def write_of(
    order: Order, payload: bytes | None = None, events: tuple[Event, ...] | None = None, **more: Any
) -> OrderWrite:
    """The write of an order; by default of one that was never seen before."""
    payload = payload if payload is not None else f'{{"id": "{order.id}"}}'.encode()
    events = events if events is not None else first_events(order)
    return OrderWrite(order=order, payload=payload, digest=digest_of(payload), events=events, **more)


def sweep_of(sweep_id: str = "sweep-1", **changes: Any) -> Sweep:
    sweep = Sweep(id=sweep_id, account="my-shop", window="latest", since=None, until=NOW, started_at=NOW)
    return replace(sweep, **changes)


def page_of(*writes: OrderWrite, sweep: Sweep | None = None, cursor: Cursor | None = None) -> PageWrite:
    return PageWrite(writes=writes, sweep=sweep or sweep_of(), cursor=cursor)


def submission_of(submission_id: str = "s1", order_id: str = "A1", **changes: Any) -> Submission:
    submission = Submission(
        id=submission_id,
        key=key_of(order_id),
        account="my-shop",
        action="ship",
        fields={"carrier": "130"},
        state="queued",
        expected=("shipped",),
        before="PENDING",
        who="seller:jo",
        created_at=NOW,
        updated_at=NOW,
        next_attempt_at=NOW,
    )
    return replace(submission, **changes)


def submission_event(submission: Submission) -> Event:
    return Event(
        NOW,
        submission.key,
        "submission",
        submission.who,
        submission=submission.id,
        details={"action": submission.action, "state": submission.state},
    )


def store_with(*orders: Order) -> Store:
    """A store in memory that holds these orders."""
    store = Store.open(":memory:", now=NOW)
    store.write_page(page_of(*(write_of(order) for order in orders)))
    return store


def ids_of(orders: Sequence[Order]) -> list[str]:
    return [order.id for order in orders]
