from __future__ import annotations

from tests.spec.example import marked, problems

CODE = "always-holds"


def test_every_value_there_is_is_no_condition() -> None:
    text = """
    fields: {refund_mode: {type: text, values: [a, b]}}
    actions:
      ship:
        results_in: shipped
        needs:
          - refund_mode
          - if: {refund_mode: [a, b]}
            then: [comment]
    """
    found = problems(text, CODE)
    assert [problem.witness for problem in found] == ["refund_mode is one of a, b"]
    assert [marked(problem) for problem in found] == ["refund_mode"]


def test_what_is_needed_is_always_given() -> None:
    text = """
    actions:
      ship:
        results_in: shipped
        needs:
          - carrier
          - if: {carrier: {given: true}}
            then: [comment]
    """
    assert [problem.witness for problem in problems(text, CODE)] == ["carrier is always given"]


def test_every_value_of_a_field_that_may_be_missing_is_a_condition() -> None:
    text = """
    fields: {refund_mode: {type: text, values: [a, b]}}
    actions:
      ship:
        results_in: shipped
        needs:
          - if: {refund_mode: [a, b]}
            then: [comment]
        accepts: [refund_mode]
    """
    assert problems(text, CODE) == []
