"""What the solver says of conditions is what trying every value says, and what the machine's own tests say."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from itertools import product
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from stallkeeper.machine.facts import Facts
from stallkeeper.machine.guards import condition_test
from stallkeeper.problems import Place
from stallkeeper.spec.conditions import Condition
from stallkeeper.spec.domains import Domain
from stallkeeper.spec.solver import Point, find, holds, told

HERE = Place("c.yaml")
WORDS = ("a", "b", "c", "d")
NUMBERS = tuple(range(-3, 8))
DOMAINS = {
    "text": Domain("text"),
    "listed": Domain("text", ("a", "b", "c")),
    "sure": Domain("text", ("a", "b"), sure=True),
    "flag": Domain("boolean"),
    "whole": Domain("whole_number", minimum=Decimal(0), maximum=Decimal(4)),
    "amount": Domain("decimal", minimum=Decimal(0)),
}
HALVES = tuple(Decimal(number) / 4 for number in range(40))
EVERY_VALUE: dict[str, tuple[Any, ...]] = {
    "text": (None, *WORDS, "something quite else"),
    "listed": (None, "a", "b", "c"),
    "sure": ("a", "b"),
    "flag": (None, True, False),
    "whole": (None, *range(5)),
    "amount": (None, *HALVES),
}


def _tests(name: str) -> st.SearchStrategy[Condition]:
    if name in ("whole", "amount"):
        numbers = st.integers(-2, 6) | st.integers(-3, 11).map(lambda number: Decimal(number) / 2)
        forms = st.one_of(
            st.tuples(st.sampled_from(("is", "not", "above", "below")), numbers),
            st.tuples(st.just("one_of"), st.lists(numbers, min_size=1, max_size=3).map(tuple)),
            st.tuples(st.just("given"), st.booleans()),
        )
    else:
        values: st.SearchStrategy[Any] = st.booleans() if name == "flag" else st.sampled_from(WORDS)
        forms = st.one_of(
            st.tuples(st.sampled_from(("is", "not")), values),
            st.tuples(st.just("one_of"), st.lists(values, min_size=1, max_size=3).map(tuple)),
            st.tuples(st.just("given"), st.booleans()),
        )
    return forms.map(lambda form: Condition(name, form[0], form[1], HERE))  # type: ignore[arg-type]


CONDITIONS = st.lists(st.sampled_from(sorted(DOMAINS)).flatmap(_tests), max_size=3)


def _by_trying(all_of: list[Condition], none_of: list[list[Condition]]) -> bool:
    """Whether some case among all values of all names fits."""
    names = sorted({condition.name for group in (all_of, *none_of) for condition in group})
    for values in product(*(EVERY_VALUE[name] for name in names)):
        case = dict(zip(names, values, strict=True))
        if _fits(all_of, case) and not any(_fits(group, case) for group in none_of):
            return True
    return False


def _fits(conditions: list[Condition], case: Point) -> bool:
    return all(holds(condition, case[condition.name]) for condition in conditions)


@given(CONDITIONS, st.lists(CONDITIONS, max_size=2))
def test_a_case_is_found_exactly_where_trying_every_value_finds_one(
    all_of: list[Condition], none_of: list[list[Condition]]
) -> None:
    answer = find(all_of, DOMAINS.__getitem__, none_of, most=10**6)
    assert answer.decided
    assert (answer.case is not None) is _by_trying(all_of, none_of)
    if answer.case is not None:
        assert _fits(all_of, answer.case) and not any(_fits(group, answer.case) for group in none_of)


@given(st.sampled_from(sorted(DOMAINS)).flatmap(_tests), st.sampled_from(sorted(DOMAINS)), st.data())
def test_a_condition_holds_here_where_it_holds_in_the_machine(
    condition: Condition, name: str, data: st.DataObject
) -> None:
    value = data.draw(st.sampled_from(EVERY_VALUE[name]))
    facts = Facts(None, "", {condition.name: value})  # type: ignore[arg-type]  # no report is read
    assert holds(condition, value) is condition_test(condition)(facts)


def test_too_many_cases_are_not_decided() -> None:
    many = [Condition(f"n{number}", "one_of", tuple(map(str, range(30))), HERE) for number in range(4)]
    answer = find(many, lambda _: Domain("text"))
    assert not answer.decided and answer.case is None and not answer.never


def test_no_witness_lies_outside_the_limits_of_its_field() -> None:
    below = [Condition("amount", "below", 0, HERE)]
    assert find(below, DOMAINS.__getitem__).never


def test_a_long_list_of_values_costs_no_more_than_the_words_asked_for() -> None:
    long = Domain("text", tuple(map(str, range(500))))
    assert len(long.points([Condition("x", "is", "7", HERE)])) == 3


def test_days_are_told_apart_by_the_day() -> None:
    day = [Condition("day", "is", date(2026, 1, 5), HERE)]
    assert find(day, lambda _: Domain("date")).case == {"day": date(2026, 1, 5)}
    assert find([], lambda _: Domain("date"), [day]).case == {"day": None}


def test_a_case_is_told_in_words() -> None:
    case = {"carrier": "Other", "order.total": None, "order.has_claim": False, "quantity": 2}
    assert told(case) == 'carrier "Other", order.total not given, order.has_claim false, quantity 2'
    assert told({}) == "any order"
