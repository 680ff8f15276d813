from __future__ import annotations

from tests.spec.example import problems

CODE = "shadowed-line-rule"


def _decide(*rules: str) -> str:
    return f"lines:\n  statuses: {{refunded: [R], canceled: [C]}}\n  decide: [{', '.join(rules)}]"


def test_all_after_any_never_decides() -> None:
    assert len(problems(_decide("{any: refunded, then: shipped}", "{all: refunded, then: shipped}"), CODE)) == 1


def test_a_rule_without_conditions_shadows_one_with_conditions() -> None:
    rules = _decide("{all: refunded, then: shipped}", "{if: {native.status: SHIPPED}, all: refunded, then: shipped}")
    assert len(problems(rules, CODE)) == 1


def test_the_narrower_rule_first_is_no_problem() -> None:
    rules = ["{if: {native.status: SHIPPED}, any: refunded, then: shipped}", "{all: refunded, then: shipped}"]
    assert problems(_decide(*rules, "{any: refunded, then: shipped}", "{any: canceled, then: shipped}"), CODE) == []
