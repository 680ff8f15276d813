from __future__ import annotations

from tests.spec.example import marked, problems

CODE = "near-duplicate-value"


def test_values_that_differ_only_by_case_are_found() -> None:
    text = """
    fields: {refund_mode: {type: text, values: [In store, in_store, Home]}}
    actions:
      ship: {results_in: shipped, accepts: [refund_mode]}
    """
    found = problems(text, CODE)
    assert [problem.witness for problem in found] == ["In store, in_store"]
    assert [marked(problem) for problem in found] == ["in_store"]


def test_values_of_signs_alone_are_told_apart() -> None:
    text = """
    fields: {refund_mode: {type: text, values: ["+", "-"]}}
    actions:
      ship: {results_in: shipped, accepts: [refund_mode]}
    """
    assert problems(text, CODE) == []
