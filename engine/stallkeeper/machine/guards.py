"""Conditions and needs go in, tests come out: callables over `Facts` that return a strict bool and never raise."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, TypeAlias

from stallkeeper.machine.facts import Facts, is_given, reader
from stallkeeper.machine.wording import condition_text, conditions_text, list_text
from stallkeeper.problems import Place
from stallkeeper.spec.conditions import Condition, Need

Test: TypeAlias = Callable[[Facts], bool]


@dataclass(frozen=True, slots=True)
class Guard:
    """A test, what it says in words, and the place of the rule it comes from."""

    text: str
    test: Test
    place: Place


def equal(left: Any, right: Any) -> bool:
    """Equality that never raises (a signalling NaN does) and does not take True for 1."""
    if isinstance(left, bool) is not isinstance(right, bool):
        return False
    try:
        return bool(left == right)
    except ArithmeticError:
        return False


def _above(left: Any, right: Any) -> bool:
    try:
        return left is not None and bool(left > right)
    except (TypeError, ArithmeticError):
        return False


def _as_tuple(value: Any) -> tuple[Any, ...]:
    return tuple(value) if isinstance(value, (tuple, list, frozenset)) else (value,)


def condition_test(condition: Condition) -> Test:
    """The test of one condition. A thing that is not given is not equal to anything, above or below anything."""
    read, value = reader(condition.name), condition.value
    match condition.operator:
        case "given":
            return lambda facts: is_given(read(facts)) is bool(value)
        case "above":
            return lambda facts: _above(read(facts), value)
        case "below":
            return lambda facts: _above(value, read(facts)) if read(facts) is not None else False
        case "not":
            unwanted = _as_tuple(value)
            return lambda facts: not any(equal(read(facts), each) for each in unwanted)
        case _:
            wanted = _as_tuple(value)
            return lambda facts: any(equal(read(facts), each) for each in wanted)


def all_of(tests: Iterable[Test]) -> Test:
    """One test that holds when all do; without any it always holds."""
    every = tuple(tests)
    if len(every) == 1:
        return every[0]
    return lambda facts: all(test(facts) for test in every)


def conditions_test(conditions: Iterable[Condition]) -> Test:
    """One test for conditions that all have to hold."""
    return all_of(condition_test(condition) for condition in conditions)


def condition_guard(condition: Condition) -> Guard:
    """The guard of one condition of an action or a deadline."""
    return Guard(condition_text(condition), condition_test(condition), condition.place)


def need_guard(need: Need) -> Guard:
    """The guard that the fields of one need are given, where its conditions hold."""
    applies, fields = conditions_test(need.conditions), need.fields

    def met(facts: Facts) -> bool:
        return not applies(facts) or all(is_given(facts.fields.get(name)) for name in fields)

    given = f"{list_text(fields)} given"
    return Guard(f"{given} if {conditions_text(need.conditions)}" if need.conditions else given, met, need.place)


def gate_guard(natives: Iterable[str], place: Place) -> Guard:
    """The guard that the order's native status is no gate."""
    gates = frozenset(natives)
    return Guard("no gate", lambda facts: facts.native_status not in gates, place)


def fulfilled_guard(place: Place) -> Guard:
    """The guard that the marketplace ships the order itself."""
    return Guard("fulfilled by the channel", lambda facts: facts.report.fulfilled_by_channel is True, place)
