from __future__ import annotations

from tests.spec.example import marked, problems

CODE = "absent-is-not"


def test_what_is_not_given_is_not_the_value_either() -> None:
    text = """
    actions:
      ship:
        results_in: shipped
        needs:
          - if: {carrier: {not: Other}}
            then: [comment]
        accepts: [carrier]
    """
    found = problems(text, CODE)
    assert [problem.witness for problem in found] == ["carrier not given"]
    assert [marked(problem) for problem in found] == ["carrier"]


def test_a_field_that_is_always_needed_is_always_something() -> None:
    text = """
    actions:
      ship:
        results_in: shipped
        needs:
          - carrier
          - if: {carrier: {not: Other}}
            then: [comment]
    """
    assert problems(text, CODE) == []
