from __future__ import annotations

from tests.spec.example import marked, problems

CODE = "dates-out-of-order"


def test_rules_that_end_before_they_begin_are_found() -> None:
    [problem] = problems("valid_from: 2026-03-31\nvalid_to: 2025-07-29", CODE)
    assert marked(problem) == "valid_to"


def test_rules_of_one_day_are_no_problem() -> None:
    assert problems("valid_from: 2025-07-29\nvalid_to: 2025-07-29", CODE) == []
