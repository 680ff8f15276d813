from __future__ import annotations

from tests.spec.example import problems

CODE = "empty-reason"


def test_a_reason_of_one_word_is_none() -> None:
    text = """
    assumptions:
      - {about: statuses, because: Guess}
    gates:
      PENDING: TODO find out
    """
    assert [problem.witness for problem in problems(text, CODE)] == ["Guess", "TODO find out"]


def test_a_sentence_is_a_reason() -> None:
    text = """
    assumptions:
      - {about: statuses, because: Nobody says.}
    """
    assert problems(text, CODE) == []
