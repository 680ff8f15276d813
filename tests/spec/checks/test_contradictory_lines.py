from __future__ import annotations

import pytest
from tests.spec.example import marked, problems

CODE = "contradictory-lines"


def with_refund(rules: str) -> str:
    return f"actions:\n  ship: {{results_in: shipped}}\n  refund: {{results_in: shipped, {rules}}}\n"


@pytest.mark.parametrize(
    ("rules", "key"),
    [
        ("accepts: [line], lines: {given: forbidden}", "given"),
        ("needs: [line], lines: {given: forbidden}", "given"),
        ("lines: {given: forbidden, quantity: part}", "quantity"),
        ("accepts: [quantity], lines: {given: optional, quantity: whole}", "quantity"),
    ],
)
def test_lines_that_contradict_the_fields_are_found_at_their_key(rules: str, key: str) -> None:
    [problem] = problems(with_refund(rules), CODE)
    assert marked(problem) == key


@pytest.mark.parametrize(
    "rules",
    [
        "lines: {given: forbidden}",
        "accepts: [line], lines: {given: optional}",
        "accepts: [quantity], lines: {given: required, quantity: part}",
        "accepts: [line, quantity]",
    ],
)
def test_lines_that_agree_with_the_fields_are_no_problem(rules: str) -> None:
    assert problems(with_refund(rules), CODE) == []
