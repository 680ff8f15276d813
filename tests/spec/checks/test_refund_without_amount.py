from __future__ import annotations

from tests.spec.example import marked, problems

CODE = "refund-without-amount"


def test_a_refund_that_takes_only_a_comment_is_found() -> None:
    text = """
    statuses:
      waiting_shipment: {native: [PENDING], actions: [ship], next: [shipped]}
      shipped: {native: [SHIPPED], actions: [refund]}
      refunded: {native: [REFUNDED]}
    actions:
      ship: {results_in: shipped}
      refund: {results_in: refunded, accepts: [comment]}
    """
    found = problems(text, CODE)
    assert [problem.witness for problem in found] == ["refund with comment"]
    assert [marked(problem) for problem in found] == ["refund"]


def test_a_line_says_of_what() -> None:
    text = """
    statuses:
      waiting_shipment: {native: [PENDING], actions: [ship], next: [shipped]}
      shipped: {native: [SHIPPED], actions: [refund]}
      refunded: {native: [REFUNDED]}
    actions:
      ship: {results_in: shipped}
      refund: {results_in: refunded, needs: [line]}
    """
    assert problems(text, CODE) == []


def test_a_decimal_of_the_channels_own_says_how_much() -> None:
    text = """
    statuses:
      waiting_shipment: {native: [PENDING], actions: [ship], next: [shipped]}
      shipped: {native: [SHIPPED], actions: [refund]}
      refunded: {native: [REFUNDED]}
    fields: {how_much: {type: decimal}}
    actions:
      ship: {results_in: shipped}
      refund: {results_in: refunded, needs: [how_much]}
    """
    assert problems(text, CODE) == []
