"""What happened to an order, when, and who said so: appended, never changed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

from stallkeeper.orders.order import OrderKey

EventKind = Literal[
    "first_seen",  # every order begins as new
    "moved",  # from_status -> to_status
    "unforeseen",  # a reported move the spec does not list; obeyed
    "unknown_status",  # a native status the spec does not map
    "flagged",  # a flag was raised or lowered; details: {flag, raised}
    "changed",  # something other than the status changed
    "linked",  # another account of the same seller lists it too; details: {account, channel}
    "stale",  # an older report, kept and not applied
    "drift",  # a field of the payload changed type or went missing; details: {paths}
    "deadline",  # a deadline passed; details: {rule, consequence, kept_by}
    "alert",  # a deadline comes near; details: {deadline, level, due_at, consequence}
    "submission",  # a submission changed state; details: {action, state, ...}
    "back_office",  # a back office took the order, or gave it its own ids; details: {back_office, own_ids or seen}
    "rules",  # the seller's own rules do nothing more with the order, or go on; details: {stopped}
    "document",  # a document was fetched, handed over or handled; details: {name, state, reason?}
    "erased",  # the buyer's data is gone; details: {rule, counts, took_out}
    "restricted",  # the law wants it kept: hidden; details: {rule}
    "raw_erased",  # the marketplace's own record is gone, before the rest; details: {rule}
    "disclosed",  # the buyer's data was handed out; details: {how}
]


@dataclass(frozen=True, slots=True)
class Event:
    """One line of an order's history: `who` is "channel", "engine" or "seller:<name>"; nothing in it is personal."""

    at: datetime
    key: OrderKey
    kind: EventKind
    who: str
    from_status: str | None = None
    to_status: str | None = None
    native_status: str | None = None
    submission: str | None = None
    details: Mapping[str, Any] = field(default_factory=dict)


def also_listed_by(account: str, history: Iterable[Event]) -> tuple[tuple[str, str], ...]:
    """The other accounts, each with its channel, that list an order of `account`, in the order in which they did."""
    links = (event.details for event in history if event.kind == "linked")
    found = {str(link.get("account")): str(link.get("channel")) for link in links}
    return tuple((name, channel) for name, channel in found.items() if name != account)
