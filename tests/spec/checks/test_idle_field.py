from __future__ import annotations

from tests.spec.example import marked, problems

CODE = "idle-field"


def test_a_field_that_no_action_takes_is_found() -> None:
    text = """
    fields: {refund_mode: {type: text}}
    """
    found = problems(text, CODE)
    assert [problem.witness for problem in found] == ["refund_mode"]
    assert [marked(problem) for problem in found] == ["refund_mode"]


def test_a_field_that_an_action_takes_is_no_problem() -> None:
    text = """
    fields: {refund_mode: {type: text}}
    actions:
      ship: {results_in: shipped, accepts: [refund_mode]}
    """
    assert problems(text, CODE) == []
