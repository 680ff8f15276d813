from __future__ import annotations

from tests.spec.example import marked, problems

CODE = "never-offered"


def test_a_status_whose_words_are_all_gates_offers_nothing() -> None:
    text = """
    gates:
      PENDING: The payment is still open.
    """
    found = problems(text, CODE)
    assert [problem.witness for problem in found] == ["waiting_shipment: PENDING"]
    assert [marked(problem) for problem in found] == ["ship"]


def test_a_condition_that_holds_at_one_status_is_dead_at_another() -> None:
    text = """
    statuses:
      waiting_shipment: {native: [PENDING], actions: [ship], next: [shipped]}
      shipped: {native: [SHIPPED], actions: [ship]}
      closed: {native: [CLOSED]}
    actions:
      ship: {results_in: [shipped, closed], if: {native.status: PENDING}}
    """
    assert [problem.witness for problem in problems(text, CODE)] == ["shipped: SHIPPED"]


def test_one_word_that_is_no_gate_is_enough() -> None:
    text = """
    statuses:
      waiting_shipment: {native: [PENDING, PAID], actions: [ship], next: [shipped]}
      shipped: {native: [SHIPPED]}
    gates:
      PENDING: The payment is still open.
    """
    assert problems(text, CODE) == []
