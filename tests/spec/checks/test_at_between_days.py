from __future__ import annotations

from tests.spec.example import marked, problems

CODE = "at-between-days"


def test_a_time_of_day_every_six_hours_is_found() -> None:
    text = """
    retrieval: {nightly: {every: 6 hours, at: "06:00", zone: Europe/Paris}}
    """
    found = problems(text, CODE)
    assert [problem.witness for problem in found] == ["06:00, and then 6 hours later"]
    assert [marked(problem) for problem in found] == ["every"]


def test_a_time_of_day_once_a_week_is_no_problem() -> None:
    text = """
    retrieval: {nightly: {every: 1 week, at: "06:00", zone: Europe/Paris}}
    """
    assert problems(text, CODE) == []
