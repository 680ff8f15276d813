from __future__ import annotations

from tests.spec.example import marked, problems

CODE = "endless-circle"


def test_a_circle_without_a_way_out_is_told_once_with_the_way_round() -> None:
    text = """
    statuses:
      waiting_shipment: {native: [PENDING], actions: [ship], next: [shipped, refunding]}
      shipped: {native: [SHIPPED]}
      refunding: {native: [REFUNDING], next: [to_refund]}
      to_refund: {native: [OWED], next: [refunding]}
    """
    found = problems(text, CODE)
    assert [problem.witness for problem in found] == ["refunding > to_refund > refunding"]
    assert [marked(problem) for problem in found] == ["refunding"]


def test_a_circle_that_one_can_leave_is_no_problem() -> None:
    text = """
    statuses:
      waiting_shipment: {native: [PENDING], actions: [ship], next: [shipped, refunding]}
      shipped: {native: [SHIPPED]}
      refunding: {native: [REFUNDING], next: [to_refund]}
      to_refund: {native: [OWED], next: [refunding, shipped]}
    """
    assert problems(text, CODE) == []
