"""Stored orders and another edition in, what would differ for each order out; nothing is changed and nothing sent."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any

from stallkeeper.bindings.stored_payload import payload_reader
from stallkeeper.errors import SpecError
from stallkeeper.machine.compile import Machine, compile_machine
from stallkeeper.machine.decide import offered
from stallkeeper.orders import Order, OrderLine, OrderReport
from stallkeeper.runtime.intake import UNFORESEEN, take_in
from stallkeeper.spec.loaded import LoadedChannel
from stallkeeper.store.order_filter import OrderFilter
from stallkeeper.store.store import Store
from stallkeeper.words import LATE, TEST

NO_PAYLOAD, UNREADABLE, LEFT_OUT = "no payload", "unreadable", "left out"

_OF_ORDER = tuple(
    each.name for each in fields(OrderReport) if each.name not in ("lines", "parcels", "billing", "delivery", "drift")
)
_OF_LINE = tuple(each.name for each in fields(OrderLine))


@dataclass(frozen=True, slots=True)
class Changed:
    """One thing of an order that would differ. `what` is its name (`status`, `total`, `lines.quantity`, `offered`)."""

    what: str
    old: Any
    new: Any


@dataclass(frozen=True, slots=True)
class Replayed:
    """One stored order under the other edition: what would differ, or `skipped`: why it could not be derived."""

    order: Order
    changes: tuple[Changed, ...] = ()
    skipped: str = ""


def replay(
    store: Store, old: LoadedChannel, new: LoadedChannel, wanted: OrderFilter, now: datetime
) -> Iterator[Replayed]:
    """Every stored order that `wanted` finds, one at a time, derived anew from its payload by `new`.

    What the old edition offers is asked of `old`. An order is derived as if it had been read now for the first time and
    stands where its newest report says; where we moved it on by ourselves since, it stays there if `new` agrees.
    """
    if new.spec is None or new.binding is None or old.spec is None:
        raise SpecError("a replay needs both channels, and the new one's binding, without problems")
    before, after, read = compile_machine(old.spec), compile_machine(new.spec), payload_reader(new.binding)
    for order in store.orders(wanted):
        payload = store.payload(order.key)
        report = read(payload) if payload is not None else None
        if report is None:
            yield Replayed(order, skipped=NO_PAYLOAD if payload is None else UNREADABLE)
        else:
            yield _one(order, report, before, after, now)


def _one(order: Order, report: OrderReport, before: Machine, after: Machine, now: datetime) -> Replayed:
    taken = take_in(after, order.key, order.account, report, None, order.updated_at)
    if taken.order is None:
        return Replayed(order, (Changed("ours", True, False),), LEFT_OUT)
    again = take_in(after, order.key, order.account, report, _as_reported(order, report), order.updated_at).order
    derived = again if again is not None and again.status == order.status else taken.order
    return Replayed(order, tuple(_changes(order, derived, before, after, now)))


def _as_reported(order: Order, report: OrderReport) -> Order:
    """The order as it is held, with the report that the new edition makes: only our own moves tell the two apart."""
    return Order(
        key=order.key,
        account=order.account,
        status=order.status,
        native_status=report.native_status,
        status_since=order.status_since,
        first_seen_at=order.first_seen_at,
        updated_at=order.updated_at,
        report=report,
        last_known_status=order.last_known_status,
    )


def _changes(order: Order, derived: Order, before: Machine, after: Machine, now: datetime) -> Iterator[Changed]:
    yield from _changed("status", order.status, derived.status)
    yield from _changed("flags", _reported(order), _reported(derived))
    for name in _OF_ORDER:
        if name not in ("id", "flags"):
            yield from _changed(name, getattr(order.report, name), getattr(derived.report, name))
    if order.report.id != derived.report.id:
        yield Changed("id", order.report.id, derived.report.id)
    yield from _lines(order.report.lines, derived.report.lines)
    yield from _changed("parcels", len(order.report.parcels), len(derived.report.parcels))
    yield from _changed("offered", offered(before, order, now=now), offered(after, derived, now=now))


def _reported(order: Order) -> tuple[str, ...]:
    """The flags that come from the report, whatever the engine added since."""
    return tuple(sorted(flag for flag in order.flags if flag not in (UNFORESEEN, LATE, TEST)))


def _lines(old: tuple[OrderLine, ...], new: tuple[OrderLine, ...]) -> Iterator[Changed]:
    yield from _changed("lines", len(old), len(new))
    if len(old) == len(new):
        for name in _OF_LINE:
            yield from _changed(
                f"lines.{name}", tuple(getattr(each, name) for each in old), tuple(getattr(each, name) for each in new)
            )


def _changed(what: str, old: Any, new: Any) -> Iterator[Changed]:
    if old != new:
        yield Changed(what, old, new)
