from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from stallkeeper.machine.compile import Machine
from stallkeeper.machine.decide import decide
from stallkeeper.machine.decision import Change, Decision, Incomplete
from stallkeeper.orders import Order, OrderLine
from tests.machine.arranged import NOON, an_order, machine_of

SHOP = """
starts_at: [shipped]
statuses:
  shipped: {native: [SENT], actions: [cancel, refund, give_back, compensate], next: [refunded, canceled]}
  refunded: {native: [BACK]}
  canceled: {native: [GONE]}
actions:
  cancel: {results_in: canceled, lines: {given: forbidden}}
  refund: {results_in: refunded, lines: {given: optional, quantity: part}, accepts: [refund_price]}
  give_back: {results_in: refunded, lines: {given: required}, accepts: [refund_price]}
  compensate: {results_in: refunded, needs: [refund_shipping_price], lines: {given: optional}}
fields:
  refund_price: {type: decimal, amount: {tax: included, at_most: line.total, when_empty: the whole line}}
  refund_shipping_price: {type: decimal, amount: {at_most: order.shipping}}
"""


@pytest.fixture(scope="module")
def shop() -> Machine:
    return machine_of(SHOP)


def order() -> Order:
    lines = (OrderLine("L1", "mug", quantity=3, total=Decimal("30.00")), OrderLine("L2", "cup"))
    held = an_order("shipped", "SENT", total=Decimal("44.90"), shipping=Decimal("4.90"))
    return replace(held, report=replace(held.report, lines=lines))


def act(shop: Machine, action: str, held: Order | None = None, **fields: Any) -> Decision:
    return decide(shop, held or order(), action, fields, now=NOON)


def reasons(decision: Decision) -> list[tuple[str, str | None]]:
    assert isinstance(decision, Incomplete), decision
    return [(reason.code, reason.field) for reason in decision.reasons]


def test_an_action_on_the_whole_order_takes_no_line(shop: Machine) -> None:
    assert isinstance(act(shop, "cancel"), Change)
    assert reasons(act(shop, "cancel", line="L1")) == [("unknown_field", "line")]


def test_an_action_per_line_cannot_go_without_one(shop: Machine) -> None:
    assert isinstance(act(shop, "give_back", line="L1"), Change)
    assert reasons(act(shop, "give_back")) == [("missing_field", "line")]
    assert reasons(act(shop, "give_back", line="L9")) == [("wrong_value", "line")]


def test_whole_lines_take_no_quantity(shop: Machine) -> None:
    assert reasons(act(shop, "give_back", line="L1", quantity=1)) == [("unknown_field", "quantity")]


def test_an_optional_line_may_be_left_out(shop: Machine) -> None:
    assert isinstance(act(shop, "refund"), Change)
    assert isinstance(act(shop, "refund", line="L2"), Change)


def test_a_quantity_needs_its_line(shop: Machine) -> None:
    assert reasons(act(shop, "refund", quantity=1)) == [("missing_field", "line")]


@pytest.mark.parametrize(("quantity", "taken"), [(1, True), (3, True), (4, False), (0, False)])
def test_a_part_is_no_more_than_the_units_of_its_line(shop: Machine, quantity: int, taken: bool) -> None:
    decision = act(shop, "refund", line="L1", quantity=quantity)

    assert isinstance(decision, Change) if taken else reasons(decision) == [("wrong_value", "quantity")]


def test_too_many_units_are_told_with_how_many_there_are(shop: Machine) -> None:
    decision = act(shop, "refund", line="L1", quantity="5")

    assert isinstance(decision, Incomplete)
    assert [reason.message for reason in decision.reasons] == ["quantity has to be at most 3, the units of line L1"]


@pytest.mark.parametrize("price", ["30.00", "0"])
def test_an_amount_up_to_that_of_its_line_is_taken(shop: Machine, price: str) -> None:
    assert isinstance(act(shop, "refund", line="L1", refund_price=price), Change)


def test_an_amount_above_that_of_its_line_is_refused(shop: Machine) -> None:
    assert reasons(act(shop, "refund", line="L1", refund_price="30.01")) == [("wrong_value", "refund_price")]


def test_an_amount_of_a_line_that_is_not_named_or_says_none_is_not_limited(shop: Machine) -> None:
    assert isinstance(act(shop, "refund", refund_price="99"), Change)
    assert isinstance(act(shop, "refund", line="L2", refund_price="99"), Change)


def test_an_amount_is_at_most_that_of_the_order(shop: Machine) -> None:
    assert isinstance(act(shop, "compensate", refund_shipping_price="4.90"), Change)
    decision = act(shop, "compensate", refund_shipping_price=Decimal("4.91"))

    assert isinstance(decision, Incomplete)
    (reason,) = decision.reasons
    assert reason.message == "refund_shipping_price has to be at most 4.90, the order.shipping"


def test_an_amount_that_the_order_does_not_say_limits_nothing(shop: Machine) -> None:
    silent = an_order("shipped", "SENT")

    assert isinstance(act(shop, "compensate", silent, refund_shipping_price="4.91"), Change)
