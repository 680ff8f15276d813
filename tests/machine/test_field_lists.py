from __future__ import annotations

from typing import Any

import pytest

from stallkeeper.machine.compile import Machine
from stallkeeper.machine.decide import decide
from stallkeeper.machine.decision import Change, Decision, Incomplete
from stallkeeper.machine.explain import explain
from stallkeeper.orders import ListedValue
from tests.machine.arranged import NOON, an_order, machine_of

SHOP = """
starts_at: [shipped]
statuses:
  shipped: {native: [SENT], actions: [refund], next: [refunded]}
  refunded: {native: [BACK]}
actions:
  refund:
    results_in: refunded
    accepts: [refund_reason, refund_mode, reason, level, comment]
fields:
  refund_reason: {type: text, values: [OOS, DMG], labels: {OOS: Out of stock, DMG: Damaged}, values_from: reasons}
  refund_mode: {type: text, values: [Claim], labels: {Claim: A claim}, free: true}
  reason: {type: text, values_from: reasons, free: true}
  level: {type: whole_number, values: [1, 2], labels: {1: low, 2: high}}
  comment: {type: text, values_from: comments}
"""
LISTS = {"reasons": (ListedValue("17", "Lost by the carrier"), ListedValue("18", "Unwanted"), ListedValue("OLD"))}


@pytest.fixture(scope="module")
def shop() -> Machine:
    return machine_of(SHOP)


def refund(shop: Machine, lists: Any = None, **fields: Any) -> Decision:
    return decide(shop, an_order("shipped", "SENT"), "refund", fields, now=NOON, lists=lists or {})


def sent(decision: Decision) -> dict[str, Any]:
    assert isinstance(decision, Change), decision
    return dict(decision.fields)


def why_not(decision: Decision) -> str:
    assert isinstance(decision, Incomplete), decision
    (reason,) = decision.reasons
    assert reason.code == "wrong_value"
    return reason.message


@pytest.mark.parametrize("given", ["OOS", "Out of stock", "out of STOCK", " Out of stock "])
def test_a_label_is_taken_for_its_code_whatever_the_case(shop: Machine, given: str) -> None:
    assert sent(refund(shop, refund_reason=given)) == {"refund_reason": "OOS"}


def test_a_label_of_a_number_is_taken_for_the_number(shop: Machine) -> None:
    assert sent(refund(shop, level="high")) == {"level": 2}
    assert sent(refund(shop, level="2")) == {"level": 2}


def test_a_value_off_the_list_is_refused_with_what_it_looks_like(shop: Machine) -> None:
    message = why_not(refund(shop, refund_reason="Out of stok"))

    assert message == "refund_reason has to be OOS (Out of stock) or DMG (Damaged); did you mean OOS?"


def test_a_free_list_takes_a_value_that_is_not_on_it(shop: Machine) -> None:
    assert sent(refund(shop, refund_mode="As agreed by phone")) == {"refund_mode": "As agreed by phone"}
    assert sent(refund(shop, refund_mode="a claim")) == {"refund_mode": "Claim"}


def test_the_channels_own_list_stands_for_the_declared_values_while_it_is_known(shop: Machine) -> None:
    assert sent(refund(shop, LISTS, refund_reason="18")) == {"refund_reason": "18"}
    assert sent(refund(shop, LISTS, refund_reason="lost by the carrier")) == {"refund_reason": "17"}
    assert sent(refund(shop, LISTS, reason="Something else")) == {"reason": "Something else"}

    message = why_not(refund(shop, LISTS, refund_reason="OOS"))
    assert message == "refund_reason has to be 17 (Lost by the carrier), 18 (Unwanted) or OLD"


@pytest.mark.parametrize("lists", [{}, {"reasons": ()}, {"other": (ListedValue("X"),)}])
def test_the_declared_values_hold_where_the_list_is_not_known(shop: Machine, lists: Any) -> None:
    assert sent(refund(shop, lists, refund_reason="DMG")) == {"refund_reason": "DMG"}
    assert "has to be OOS" in why_not(refund(shop, lists, refund_reason="17"))


def test_any_value_is_taken_where_neither_a_list_nor_values_are_known(shop: Machine) -> None:
    assert sent(refund(shop, comment="Whatever")) == {"comment": "Whatever"}
    assert "has to be A" in why_not(refund(shop, {"comments": (ListedValue("A"),)}, comment="Whatever"))


def test_a_long_list_is_not_told_in_a_sentence_but_the_near_misses_are(shop: Machine) -> None:
    many = {"comments": tuple(ListedValue(f"reason_{n}", f"Label of {n}") for n in range(400))}

    message = why_not(refund(shop, many, comment="reason_4000"))

    assert message.startswith("comment has to be one of its 400 values; did you mean reason_")
    assert len(message) < 200


def test_a_label_that_two_values_share_is_taken_for_neither(shop: Machine) -> None:
    twice = {"comments": (ListedValue("A", "Same"), ListedValue("B", "same"))}

    assert sent(refund(shop, twice, comment="Same")) == {"comment": "A"}
    assert "has to be" in why_not(refund(shop, twice, comment="SAME"))


def test_an_explanation_knows_the_lists_as_well(shop: Machine) -> None:
    order = an_order("shipped", "SENT")

    assert explain(shop, order, "refund", {"refund_reason": "17"}, now=NOON, lists=LISTS).allowed
    assert not explain(shop, order, "refund", {"refund_reason": "17"}, now=NOON).allowed
