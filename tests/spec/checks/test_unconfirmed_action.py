from __future__ import annotations

from tests.spec.example import marked, problems

CODE = "unconfirmed-action"


def test_a_status_that_only_our_own_deadline_sets_confirms_nothing() -> None:
    text = """
    statuses:
      waiting_shipment: {native: [PENDING], actions: [ship], next: [shipped]}
      shipped: {native: [SHIPPED], actions: [finish],
        deadline: {within: 9 days, else: [closed], kept_by: us}}
      closed: {}
    actions:
      ship: {results_in: shipped}
      finish: {results_in: closed}
    """
    found = problems(text, CODE)
    assert [problem.witness for problem in found] == ["finish > closed"]
    assert [marked(problem) for problem in found] == ["results_in"]


def test_lines_that_decide_for_the_status_confirm_it() -> None:
    text = """
    statuses:
      waiting_shipment: {native: [PENDING], actions: [ship], next: [shipped]}
      shipped: {native: [SHIPPED], actions: [finish]}
      closed: {}
    lines:
      statuses: {closed: [DONE]}
      decide: [{all: closed, then: closed}]
    actions:
      ship: {results_in: shipped}
      finish: {results_in: closed}
    """
    assert problems(text, CODE) == []
