from __future__ import annotations

from tests.spec.example import marked, problems

CODE = "undecided"


def test_too_many_cases_are_told_and_nothing_is_claimed() -> None:
    text = """
    actions:
      ship:
        results_in: shipped
        needs:
          - if:
              comment: [a, b, c, d, e, f, g, h]
              reason: [a, b, c, d, e, f, g, h]
              shipping_method: [a, b, c, d, e, f, g, h]
              refund_mode: [a, b, c, d, e, f, g, h]
              return_carrier: [a, b, c, d, e, f, g, h]
            then: [tracking_number]
        accepts: [comment, reason, shipping_method, refund_mode, return_carrier]
    """
    found = problems(text, CODE)
    assert [problem.witness for problem in found] == ["more than 20000 cases"]
    assert [marked(problem) for problem in found] == ["comment"]


def test_a_long_list_alone_is_decided() -> None:
    text = """
    actions:
      ship:
        results_in: shipped
        needs:
          - if: {comment: [a, b, c, d, e, f, g, h, i, j, k, l]}
            then: [reason]
        accepts: [comment]
    """
    assert problems(text, CODE) == []
