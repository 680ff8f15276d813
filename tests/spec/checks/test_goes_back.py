from __future__ import annotations

from tests.spec.example import marked, problems

CODE = "goes-back"


def test_a_step_back_is_found() -> None:
    text = """
    statuses:
      waiting_shipment: {native: [PENDING], actions: [ship], next: [shipped]}
      shipped: {native: [SHIPPED], next: [waiting_shipment]}
    """
    found = problems(text, CODE)
    assert [problem.witness for problem in found] == ["waiting_shipment > shipped > waiting_shipment"]
    assert [marked(problem) for problem in found] == ["waiting_shipment"]


def test_a_refund_after_closing_is_no_step_back() -> None:
    text = """
    statuses:
      waiting_shipment: {native: [PENDING], actions: [ship], next: [shipped]}
      shipped: {native: [SHIPPED], next: [closed]}
      closed: {native: [CLOSED], next: [refunded]}
      refunded: {native: [REFUNDED]}
    """
    assert problems(text, CODE) == []
