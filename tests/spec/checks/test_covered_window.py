from __future__ import annotations

from tests.spec.example import marked, problems

CODE = "covered-window"


def test_a_second_window_that_forgot_to_look_back_is_found() -> None:
    text = """
    retrieval:
      latest: {every: 15 minutes}
      catch_up: {every: 1 day}
    """
    found = problems(text, CODE)
    assert [problem.witness for problem in found] == ["latest every 15 minutes, catch_up every 1 day"]
    assert [marked(problem) for problem in found] == ["catch_up"]


def test_looking_back_further_is_worth_a_window() -> None:
    text = """
    retrieval:
      latest: {every: 15 minutes}
      catch_up: {every: 1 day, look_back: 1 day}
    """
    assert problems(text, CODE) == []


def test_a_time_of_day_is_worth_a_window() -> None:
    text = """
    retrieval:
      latest: {every: 15 minutes}
      nightly: {every: 1 day, at: "06:00", zone: Europe/Paris}
    """
    assert problems(text, CODE) == []


def test_other_native_words_are_worth_a_window() -> None:
    text = """
    retrieval:
      latest: {every: 15 minutes, native: [PENDING]}
      rest: {every: 1 day, native: [SHIPPED]}
    """
    assert problems(text, CODE) == []
