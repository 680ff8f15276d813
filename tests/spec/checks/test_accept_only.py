from __future__ import annotations

from tests.spec.example import marked, problems

CODE = "accept-only"


def test_acceptance_without_refusal_is_found() -> None:
    text = """
    starts_at: waiting_acceptance
    statuses:
      waiting_acceptance: {native: [OFFERED], actions: [accept], next: [waiting_shipment]}
      waiting_shipment: {native: [PENDING], actions: [ship], next: [shipped]}
      shipped: {native: [SHIPPED]}
      canceled: {native: [CANCELED]}
    actions:
      accept: {results_in: waiting_shipment}
      ship: {results_in: shipped}
    """
    found = problems(text, CODE)
    assert [problem.witness for problem in found] == ["waiting_acceptance: accept"]
    assert [marked(problem) for problem in found] == ["actions"]


def test_a_deadline_is_a_way_out() -> None:
    text = """
    starts_at: waiting_acceptance
    statuses:
      waiting_acceptance: {native: [OFFERED], actions: [accept], next: [waiting_shipment],
        deadline: {within: 2 days, else: [canceled], kept_by: channel}}
      waiting_shipment: {native: [PENDING], actions: [ship], next: [shipped]}
      shipped: {native: [SHIPPED]}
      canceled: {native: [CANCELED]}
    actions:
      accept: {results_in: waiting_shipment}
      ship: {results_in: shipped}
    """
    assert problems(text, CODE) == []
