from __future__ import annotations

from tests.spec.example import marked, problems

CODE = "window-gap"


def test_a_window_that_looks_back_less_than_it_waits_is_found() -> None:
    [problem] = problems("retrieval: {catch_up: {every: 1 day, look_back: 6 hours}}", CODE)
    assert problem.message == 'window "catch_up" looks back 6 hours and is read only every 1 day'
    assert marked(problem) == "look_back"


def test_a_window_that_looks_back_as_far_as_it_waits_is_no_problem() -> None:
    assert problems("retrieval: {catch_up: {every: 1 day, look_back: 24 hours}}", CODE) == []
