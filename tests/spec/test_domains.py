"""Points stand for every value: whatever a condition is asked of, some point is answered alike by all conditions."""

from __future__ import annotations

from datetime import UTC
from decimal import Decimal
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from stallkeeper.machine.facts import Facts
from stallkeeper.machine.guards import condition_test
from stallkeeper.orders import OrderReport
from stallkeeper.problems import Place
from stallkeeper.spec.conditions import Condition
from stallkeeper.spec.domains import Domain
from stallkeeper.spec.pattern_sample import sample_of

PLACE = Place("channel.yaml")
VALUES: dict[str, st.SearchStrategy[Any]] = {
    "text": st.text(max_size=3) | st.sampled_from(("A", "B", "another", "something-else")),
    "boolean": st.booleans(),
    "whole_number": st.integers(-5, 5),
    "decimal": st.decimals(-5, 5, places=1),
    "date": st.dates(),
    "instant": st.datetimes().map(lambda value: value.replace(tzinfo=UTC)),
}


@st.composite
def conditions_and_a_value(draw: st.DrawFn) -> tuple[str, tuple[Condition, ...], Any]:
    kind = draw(st.sampled_from(sorted(VALUES)))
    operators = ["is", "one_of", "given", "not"] + ["above", "below"] * (
        kind in ("whole_number", "decimal", "date", "instant")
    )

    def condition() -> Condition:
        operator: Any = draw(st.sampled_from(operators))
        value: Any = draw(VALUES[kind])
        if operator in ("one_of",):
            value = tuple(draw(st.lists(VALUES[kind], min_size=1, max_size=3)))
        return Condition("x", operator, draw(st.booleans()) if operator == "given" else value, PLACE)

    rules = tuple(condition() for _ in range(draw(st.integers(1, 4))))
    return kind, rules, draw(st.none() | VALUES[kind].filter(lambda value: value != "" and str(value).strip() != ""))


def answers(rules: tuple[Condition, ...], value: Any) -> tuple[bool, ...]:
    fields = {} if value is None else {"x": value}
    facts = Facts(OrderReport(id="1", native_status="A"), "A", fields)
    return tuple(condition_test(rule)(facts) for rule in rules)


@given(conditions_and_a_value())
def test_whatever_a_thing_is_some_point_is_answered_alike(case: tuple[str, tuple[Condition, ...], Any]) -> None:
    kind, rules, value = case
    assert answers(rules, value) in {answers(rules, point) for point in Domain(kind).points(rules)}


def test_whole_numbers_that_touch_leave_no_gap_and_decimals_do() -> None:
    rules = tuple(Condition("x", "above", value, PLACE) for value in (1, 2))
    assert Domain("whole_number").points(rules) == (None, 0, 1, 2, 3)
    exact = tuple(Condition("x", "above", Decimal(value), PLACE) for value in (1, 2))
    assert Decimal("1.5") in Domain("decimal").points(exact)


def test_a_pattern_has_a_sample_of_its_form() -> None:
    assert sample_of("[A-Z]{2}[0-9]{9}") == "AA000000000"
    assert sample_of(r"(FR|DE)-\d+") == "FR-0"
    assert sample_of("[^ab]b?") == "A"


def test_what_is_no_pattern_has_no_sample() -> None:
    assert sample_of("(") is None
    assert sample_of("x{5000}") is None
