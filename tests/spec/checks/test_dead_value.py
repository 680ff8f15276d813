from __future__ import annotations

from tests.spec.example import marked, problems

CODE = "dead-value"


def test_a_word_at_which_the_action_is_not_offered_is_found() -> None:
    text = """
    actions:
      ship:
        results_in: shipped
        needs:
          - if: {native.status: [PENDING, SHIPPED]}
            then: [comment]
    """
    found = problems(text, CODE)
    assert [problem.witness for problem in found] == ["native.status is one of PENDING"]
    assert [marked(problem) for problem in found] == ["native.status"]


def test_words_that_are_all_met_are_no_problem() -> None:
    text = """
    statuses:
      waiting_shipment: {native: [PENDING, PAID, NEW], actions: [ship], next: [shipped]}
      shipped: {native: [SHIPPED]}
    actions:
      ship:
        results_in: shipped
        needs:
          - if: {native.status: [PENDING, PAID]}
            then: [comment]
    """
    assert problems(text, CODE) == []
