from __future__ import annotations

from tests.spec.example import marked, problems

CODE = "stays-already"
SHOP = """
statuses:
  waiting_shipment: {native: [PENDING], actions: [ship], next: [shipped]}
  shipped: {native: [SHIPPED], actions: [refund]}
  refunded: {native: [REFUNDED]}
actions:
  ship: {results_in: shipped}
  refund: {results_in: [unchanged, shipped, refunded], needs: [refund_reason]}
"""


def test_the_only_status_that_offers_an_action_is_named_beside_unchanged() -> None:
    [problem] = problems(SHOP, CODE)
    assert marked(problem) == "shipped"
    assert problem.witness == "shipped > shipped"


def test_it_may_be_named_where_another_status_offers_the_action_too() -> None:
    assert problems(SHOP.replace("actions: [ship]", "actions: [ship, refund]"), CODE) == []


def test_unchanged_beside_another_status_is_no_contradiction() -> None:
    assert problems(SHOP.replace("[unchanged, shipped, refunded]", "[unchanged, refunded]"), CODE) == []


def test_the_status_alone_is_another_checks_matter() -> None:
    assert problems(SHOP.replace("[unchanged, shipped, refunded]", "[shipped, refunded]"), CODE) == []
