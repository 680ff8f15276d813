from __future__ import annotations

from dataclasses import replace

import pytest

from stallkeeper.machine.ship_by import is_overdue, leaves_by, stays_late
from stallkeeper.orders import Order
from tests.machine.arranged import NOON, an_order, later, machine_of

SHOP = machine_of("""
    starts_at: waiting_acceptance
    statuses:
      waiting_acceptance:
        native: [OFFERED]
        deadline: {id: answer, within: 2 days, else: [canceled], kept_by: channel}
      waiting_shipment: {native: [PAID], deadline: {id: quiet, within: 1 day, else: closed, kept_by: us}}
      shipped: {native: [SENT]}
      closed: {}
      canceled: {native: [GONE]}
    actions: {}
    """)
OFFERED, PAID, SENT = (
    an_order(status, native, ship_by=later(hours=5))
    for status, native in (("waiting_acceptance", "OFFERED"), ("waiting_shipment", "PAID"), ("shipped", "SENT"))
)


def put_off(order: Order) -> Order:
    return replace(order, report=replace(order.report, ship_by=later(days=9)))


def test_an_order_has_to_leave_while_the_seller_has_yet_to_send_it() -> None:
    assert [leaves_by(each) for each in (OFFERED, PAID, SENT)] == [later(hours=5), later(hours=5), None]
    assert leaves_by(an_order("waiting_shipment", "PAID")) is None
    assert leaves_by(an_order("waiting_shipment", "PAID", ship_by=NOON, fulfilled_by_channel=True)) is None


def test_it_is_overdue_from_that_very_moment_on() -> None:
    assert not is_overdue(PAID, later(hours=5, seconds=-1))
    assert is_overdue(PAID, later(hours=5))


@pytest.mark.parametrize(
    ("held", "now_reported", "days", "late"),
    [
        (OFFERED, PAID, 1, True),
        (PAID, SENT, 1, False),
        (PAID, put_off(PAID), 1, False),
        (PAID, put_off(PAID), 2, False),
        (OFFERED, put_off(OFFERED), 1, False),
        (OFFERED, put_off(OFFERED), 3, True),
        (OFFERED, put_off(PAID), 3, False),
        (put_off(PAID), put_off(PAID), 1, True),
    ],
    ids=[
        "moved and still to be sent",
        "sent",
        "put off",
        "put off, and one that we keep has passed",
        "put off, and the rule's time runs",
        "put off, and the rule's has passed",
        "moved on and put off",
        "late by something else",
    ],
)
def test_what_was_late_stays_so_for_as_long_as_something_says_so(
    held: Order, now_reported: Order, days: int, late: bool
) -> None:
    assert stays_late(SHOP, held, now_reported, later(days=days)) is late
