from __future__ import annotations

from tests.spec.example import problems

CODE = "redundant-need"


def test_what_is_always_needed_need_not_be_asked_for_again() -> None:
    text = """
    actions:
      ship:
        results_in: shipped
        needs:
          - tracking_number
          - if: {order.has_claim: true}
            then: [tracking_number]
    """
    assert [problem.witness for problem in problems(text, CODE)] == ["ship: tracking_number on lines 20 and 21"]


def test_a_narrower_rule_for_the_same_field_is_found() -> None:
    text = """
    actions:
      ship:
        results_in: shipped
        needs:
          - if: {order.delivery_mode: [a, b]}
            then: [comment]
          - if: {order.delivery_mode: a}
            then: [comment]
    """
    assert [problem.witness for problem in problems(text, CODE)] == ["ship: comment on lines 20 and 22"]


def test_rules_for_different_cases_are_no_problem() -> None:
    text = """
    actions:
      ship:
        results_in: shipped
        needs:
          - if: {order.delivery_mode: b}
            then: [comment]
          - if: {order.delivery_mode: a}
            then: [comment]
    """
    assert problems(text, CODE) == []
