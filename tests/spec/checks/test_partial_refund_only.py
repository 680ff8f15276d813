from __future__ import annotations

from tests.spec.example import marked, problems

CODE = "partial-refund-only"


def test_a_partial_refund_without_a_way_to_the_rest_is_found() -> None:
    text = """
    statuses:
      waiting_shipment: {native: [PENDING], actions: [ship], next: [shipped]}
      shipped: {native: [SHIPPED], next: [partial_refunded, refunded]}
      partial_refunded: {native: [PARTLY]}
      refunded: {native: [REFUNDED]}
    """
    found = problems(text, CODE)
    assert [problem.witness for problem in found] == ["waiting_shipment > shipped > partial_refunded"]
    assert [marked(problem) for problem in found] == ["partial_refunded"]


def test_a_channel_that_never_refunds_all_is_no_problem() -> None:
    text = """
    statuses:
      waiting_shipment: {native: [PENDING], actions: [ship], next: [shipped]}
      shipped: {native: [SHIPPED], next: [partial_refunded]}
      partial_refunded: {native: [PARTLY]}
    """
    assert problems(text, CODE) == []
