from __future__ import annotations

import pytest
from tests.spec.example import marked, problems

CODE = "contradictory-field"


@pytest.mark.parametrize(
    ("declaration", "key"),
    [
        ("{type: text, values: [Claim, Retraction], default: Clame}", "default"),
        ("{type: whole_number, values: [1, two]}", "values"),
        ("{type: boolean, default: yes}", "default"),
        ("{type: decimal, minimum: 5, maximum: 1.5}", "minimum"),
        ("{type: text, minimum: 5}", "minimum"),
        ("{type: date, pattern: '[0-9]{4}'}", "pattern"),
        ("{type: decimal, max_length: 5}", "max_length"),
        ("{type: text, values: [A, B], labels: {C: See}}", "labels"),
        ("{type: text, values: [A, B], labels: {A: Same, B: same}}", "labels"),
        ("{type: text, free: true}", "free"),
        ("{type: text, amount: {tax: included}}", "amount"),
        ("{type: decimal, amount: {at_most: order.delivery_mode}}", "amount"),
        ("{type: decimal, amount: {at_most: line.quantity}}", "amount"),
    ],
)
def test_a_declaration_that_contradicts_itself_is_found_at_its_key(declaration: str, key: str) -> None:
    [problem] = problems(f"fields: {{extra: {declaration}}}", CODE)
    assert marked(problem) == key


@pytest.mark.parametrize(
    "declaration",
    [
        "{type: text, values: [Claim, Retraction], default: Claim, max_length: 20}",
        "{type: whole_number, values: [1, 2], default: 1, minimum: 0, maximum: 9}",
        "{type: boolean, default: false}",
        "{type: date, values: [2026-11-22]}",
        "{type: decimal, default: 0, minimum: 0.5, maximum: 0.5}",
        "{type: text, values: [A, B], labels: {A: Able}, default: C, free: true}",
        "{type: whole_number, values: [1, 2], labels: {1: One}}",
        "{type: text, values_from: reasons, free: true, default: C}",
        "{type: decimal, amount: {tax: excluded, at_most: order.shipping, when_empty: nothing}}",
        "{type: decimal, amount: {at_most: line.total}}",
    ],
)
def test_a_declaration_that_can_be_met_is_no_problem(declaration: str) -> None:
    assert problems(f"fields: {{extra: {declaration}}}", CODE) == []
