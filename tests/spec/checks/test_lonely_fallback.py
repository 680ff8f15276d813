from __future__ import annotations

from tests.spec.example import marked, problems

CODE = "lonely-fallback"


def test_the_fallback_alone_is_found() -> None:
    text = """
    carriers: {list: given_by_channel, fallback: Other}
    actions:
      ship: {results_in: shipped, accepts: [carrier, carrier_name]}
    """
    found = problems(text, CODE)
    assert [problem.witness for problem in found] == ['ship with carrier "Other"']
    assert [marked(problem) for problem in found] == ["ship"]


def test_a_name_that_is_always_needed_is_a_companion() -> None:
    text = """
    carriers: {list: given_by_channel, fallback: Other}
    actions:
      ship: {results_in: shipped, needs: [carrier, carrier_name]}
    """
    assert problems(text, CODE) == []


def test_a_name_needed_for_another_carrier_is_none() -> None:
    text = """
    carriers: {list: given_by_channel, fallback: Other}
    actions:
      ship:
        results_in: shipped
        needs:
          - carrier
          - if: {carrier: DHL}
            then: [carrier_name]
    """
    assert [problem.witness for problem in problems(text, CODE)] == ['ship with carrier "Other"']
