from __future__ import annotations

from tests.spec.example import marked, problems

CODE = "deadline-to-itself"


def test_a_deadline_that_changes_nothing_is_found() -> None:
    text = """
    statuses:
      waiting_shipment: {native: [PENDING], actions: [ship],
        deadline: {within: 5 days, else: [waiting_shipment], kept_by: us}}
      shipped: {native: [SHIPPED]}
    """
    found = problems(text, CODE)
    assert [problem.witness for problem in found] == ["waiting_shipment > waiting_shipment"]
    assert [marked(problem) for problem in found] == ["waiting_shipment"]


def test_a_deadline_that_leads_elsewhere_is_no_problem() -> None:
    text = """
    statuses:
      waiting_shipment: {native: [PENDING], actions: [ship],
        deadline: {within: 5 days, else: [shipped], kept_by: us}}
      shipped: {native: [SHIPPED]}
    """
    assert problems(text, CODE) == []
