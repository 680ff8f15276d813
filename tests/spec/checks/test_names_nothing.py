from __future__ import annotations

from tests.spec.example import problems

CODE = "names-nothing"


def test_a_word_in_backticks_that_nothing_has_is_found() -> None:
    text = """
    assumptions:
      - {about: statuses, because: The page prints no `refuse` for it.}
    """
    assert [problem.witness for problem in problems(text, CODE)] == ["refuse"]


def test_statuses_actions_fields_and_keys_are_names() -> None:
    text = """
    assumptions:
      - {about: statuses, because: "`ship`, `shipped`, `order.total`, `PENDING` and `retrieval` are names."}
    """
    assert problems(text, CODE) == []
