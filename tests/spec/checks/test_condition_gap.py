from __future__ import annotations

from tests.spec.example import marked, problems

CODE = "condition-gap"


def test_the_number_that_both_limits_leave_out_is_found() -> None:
    text = """
    actions:
      ship:
        results_in: shipped
        needs:
          - if: {order.total: {below: 100}}
            then: [comment]
          - if: {order.total: {above: 100}}
            then: [reason]
    """
    found = problems(text, CODE)
    assert [problem.witness for problem in found] == ["order.total 100"]
    assert [marked(problem) for problem in found] == ["order.total"]


def test_limits_that_overlap_leave_nothing_out() -> None:
    text = """
    actions:
      ship:
        results_in: shipped
        needs:
          - if: {order.total: {below: 101}}
            then: [comment]
          - if: {order.total: {above: 100}}
            then: [reason]
    """
    assert problems(text, CODE) == []


def test_one_limit_alone_has_no_gap() -> None:
    text = """
    actions:
      ship:
        results_in: shipped
        needs:
          - if: {order.total: {below: 100}}
            then: [comment]
    """
    assert problems(text, CODE) == []
