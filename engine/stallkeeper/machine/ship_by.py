"""An order and the time in; by when it has to leave, as the order itself says, and whether it is late by that, out."""

from __future__ import annotations

from datetime import datetime

from stallkeeper.machine.compiled import Machine
from stallkeeper.machine.expire import expire
from stallkeeper.orders import Order
from stallkeeper.words import Status

SHIP_BY = "ship_by"
"""The name of this deadline, where those of a channel have the names that its rules give them."""
TO_SHIP: tuple[Status, ...] = ("waiting_acceptance", "waiting_shipment")
"""Where an order stands that the seller has yet to send."""


def leaves_by(order: Order) -> datetime | None:
    """By when the seller has to send it; None where nothing says so, it is no longer to be sent, or is not the seller's
    to send.
    """
    to_send = order.status in TO_SHIP and not order.report.fulfilled_by_channel
    return order.report.ship_by if to_send else None


def is_overdue(order: Order, now: datetime) -> bool:
    """Whether it should have left by `now`, and has not."""
    due_at = leaves_by(order)
    return due_at is not None and due_at <= now


def stays_late(machine: Machine, held: Order, order: Order, now: datetime) -> bool:
    """Whether `held`, which was late, is so still as the marketplace reports it now.

    A move is the end of what a rule of its status said, and not of what the order itself says. A day that was put off
    is the end of that, unless a rule says that it is late as well.
    """
    if is_overdue(order, now):
        return True
    if held.status != order.status:
        return False
    return not is_overdue(held, now) or any(each.moves_to is None for each in expire(machine, order, now=now))
