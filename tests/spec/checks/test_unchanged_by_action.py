from __future__ import annotations

from tests.spec.example import marked, problems

CODE = "unchanged-by-action"


def test_an_action_that_leaves_the_order_where_it_is_is_found() -> None:
    text = """
    statuses:
      waiting_shipment: {native: [PENDING], actions: [ship], next: [shipped]}
      shipped: {native: [SHIPPED], actions: [ship]}
    """
    found = problems(text, CODE)
    assert [problem.witness for problem in found] == ["shipped > shipped"]
    assert [marked(problem) for problem in found] == ["ship"]


def test_one_of_several_results_may_be_the_same_status() -> None:
    text = """
    statuses:
      waiting_shipment: {native: [PENDING], actions: [ship], next: [shipped]}
      shipped: {native: [SHIPPED], actions: [ship]}
      closed: {native: [CLOSED]}
    actions:
      ship: {results_in: [shipped, closed]}
    """
    assert problems(text, CODE) == []
