from __future__ import annotations

from typing import Any

import pytest

from stallkeeper.machine.confirmation import asked_first, open_requests
from stallkeeper.machine.decide import decide
from stallkeeper.machine.decision import Change, Decision, Unconfirmed
from stallkeeper.orders import CANCEL_REQUESTED, Order, OrderLine
from tests.machine.arranged import NOON, an_order, machine_of

pytestmark = pytest.mark.requirement("R16")

SHOP = machine_of("""
starts_at: waiting_shipment
statuses:
  waiting_shipment: {native: [READY], actions: [ship, cancel], next: [canceled]}
  shipped: {native: [SENT]}
  canceled: {native: [GONE]}
actions:
  ship: {results_in: shipped, lines: {given: optional}}
  cancel: {results_in: canceled}
""")


def asking(*lines: OrderLine, flags: tuple[str, ...] = ()) -> Order:
    order = an_order("waiting_shipment", "READY", flags=flags)
    return Order(**{name: getattr(order, name) for name in order.__slots__} | {"report": _with(order, lines)})


def _with(order: Order, lines: tuple[OrderLine, ...]) -> Any:
    report = order.report
    return report.__class__(**{name: getattr(report, name) for name in report.__slots__} | {"lines": lines})


def line(line_id: str, *flags: str, **more: Any) -> OrderLine:
    return OrderLine(id=line_id, sku=line_id, flags=flags, **more)


def answer(order: Order, action: str = "ship", known: tuple[str | None, ...] = (), **fields: Any) -> object:
    said: Decision = decide(SHOP, order, action, fields, now=NOON)
    return asked_first(SHOP, order, said, known)


def test_what_the_buyer_asks_to_cancel_is_sent_only_once_a_person_says_so() -> None:
    order = asking(line("1"), line("2", CANCEL_REQUESTED), line("3"))
    asked = answer(order)
    assert isinstance(asked, Unconfirmed)
    assert asked.reasons[0].message == "the buyer asks to cancel line 2; ship all the same only if you confirm it"
    assert isinstance(asked.change, Change)
    assert answer(order, known=("2",)) == asked.change


def test_to_cancel_it_is_what_the_buyer_wants_and_needs_no_word() -> None:
    assert isinstance(answer(asking(line("1", CANCEL_REQUESTED)), "cancel"), Change)


def test_another_line_is_sent_without_a_question() -> None:
    order = asking(line("1"), line("2", CANCEL_REQUESTED))
    assert isinstance(answer(order, line="1"), Change)
    assert isinstance(answer(order, line="2"), Unconfirmed)


def test_a_request_that_came_after_the_yes_is_asked_about_again() -> None:
    order = asking(line("1", CANCEL_REQUESTED), line("2", CANCEL_REQUESTED))
    assert isinstance(answer(order, known=("1",)), Unconfirmed)


def test_a_request_about_the_whole_order_stands_against_every_line() -> None:
    order = asking(line("1"), line("2"), flags=(CANCEL_REQUESTED,))
    assert isinstance(answer(order, line="1"), Unconfirmed)


@pytest.mark.parametrize("over", [{"status": "canceled"}, {"status": "shipped"}, {"quantity": 0}])
def test_a_line_that_is_canceled_or_sent_asks_for_nothing_any_more(over: dict[str, Any]) -> None:
    assert open_requests(asking(line("1", CANCEL_REQUESTED, **over))) == ()


def test_a_no_stays_a_no() -> None:
    order = an_order("shipped", "SENT", flags=(CANCEL_REQUESTED,))
    assert not isinstance(answer(order), Unconfirmed | Change)
