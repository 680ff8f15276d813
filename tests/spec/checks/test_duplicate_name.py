from __future__ import annotations

from tests.spec.example import problems

CODE = "duplicate-name"


def test_two_sources_of_one_name_are_found() -> None:
    changes = """
    sources:
      - {id: page, title: A page, read: 2026-11-22, about: [retrieval, starts_at]}
      - {id: page, title: Another page, read: 2026-11-22, about: [statuses, actions]}
    """
    [problem] = problems(changes, CODE)
    assert problem.hint == "first on line 6; give it a name of its own"


def _deadlines(first: str, second: str) -> str:
    rest = "within: 1 day, else: shipped, kept_by: us"
    return f"""
    statuses:
      waiting_shipment: {{native: A, actions: ship, deadline: {{{first} {rest}}}}}
      shipped: {{native: B, deadline: {{{second} {rest}}}}}
    """


def test_two_deadlines_of_one_name_are_found() -> None:
    assert len(problems(_deadlines("id: late,", "id: late,"), CODE)) == 1


def test_deadlines_without_a_name_are_called_like_their_statuses() -> None:
    assert problems(_deadlines("", ""), CODE) == []
