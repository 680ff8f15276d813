"""Tests on values of a payload in; one compiled function that says whether all of them hold, out; it never raises."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import Any, TypeAlias

from stallkeeper.bindings.converters import to_decimal
from stallkeeper.spec.binding_mapping import PathTest, shown_path
from stallkeeper.text.paths import ASTRAY, compile_path

Reader: TypeAlias = Callable[[Any, Any, list[str]], Any]
"""Takes an object, the record it is in, and a list to which it adds the path of a value that has drifted."""

Check: TypeAlias = Callable[[Any], bool | None]
"""Whether one value passes; None where it cannot be compared at all."""

Find: TypeAlias = Callable[[Any, Any], Sequence[Any]]

_PLAIN = frozenset((bool, int, Decimal))


def compile_tests(tests: tuple[PathTest, ...], null_words: frozenset[str], prefix: str) -> Reader | None:
    """Whether all tests hold; None where there is none, so that whoever reads in a loop need not ask."""
    compiled = tuple(_compiled(test, null_words, prefix) for test in tests)
    if not compiled:
        return None
    if len(compiled) == 1:
        return compiled[0]
    return lambda native, record, drift: all(holds(native, record, drift) for holds in compiled)


def _compiled(test: PathTest, null_words: frozenset[str], prefix: str) -> Reader:
    """One test. Where a path finds several values, one that passes is enough; what must not be, none of them may be."""
    find = _finder(test.path, null_words)
    if test.operator == "same_as":
        others = tuple(_finder(path, null_words) for path in test.value)
        return _same_as(find, others[0]) if len(others) == 1 else _adds_up(find, others)
    check, wanted, shown = _check(test), _is_wanted(test), shown_path(test.path, prefix)

    def holds(native: Any, record: Any, drift: list[str]) -> bool:
        passed = False
        for value in find(native, record):
            answer = check(value)
            if answer is None:
                drift.append(shown)
            elif answer:
                passed = True
        return passed is wanted

    return holds


def _is_wanted(test: PathTest) -> bool:
    return not (test.operator == "not" or (test.operator == "given" and test.value is False))


def _finder(path: str, null_words: frozenset[str]) -> Find:
    """The values at a path that are given: none, one, or those of a list."""
    get, from_record = compile_path(path), path.startswith("/")

    def find(native: Any, record: Any) -> Sequence[Any]:
        value = get(record if from_record else native)
        kind = value.__class__
        if kind in _PLAIN:
            return (value,)
        if kind is str:
            return (value,) if value and value not in null_words else ()
        if value is None:
            return ()
        values = value if kind is list else (value,)
        return [each for each in values if _is_given(each) and (each.__class__ is not str or each not in null_words)]

    return find


def _is_given(value: Any) -> bool:
    return value is not None and value != "" and value is not ASTRAY and value != {}


def _check(test: PathTest) -> Check:
    if test.operator in ("is", "not"):
        return _equals((test.value,))
    if test.operator == "one_of":
        return _equals(test.value)
    if test.operator == "given":
        return lambda _value: True
    bound, above = Decimal(test.value), test.operator == "above"

    def compares(value: Any) -> bool | None:
        number = to_decimal(value)
        if number.__class__ is not Decimal:
            return None
        return bool(number > bound if above else number < bound)

    return compares


def _equals(words: tuple[str, ...]) -> Check:
    """Whether a value is one of the words: text as it is, true and false by name, a number by what it is worth."""
    texts = frozenset(words)
    numbers = frozenset(number for number in map(to_decimal, words) if number.__class__ is Decimal)

    def equals(value: Any) -> bool:
        kind = value.__class__
        if kind is str:
            return value in texts
        if kind is bool:
            return ("true" if value else "false") in texts
        return kind in (int, Decimal) and to_decimal(value) in numbers

    return equals


def _same_as(find: Find, find_other: Find) -> Reader:
    def holds(native: Any, record: Any, _drift: list[str]) -> bool:
        found = find(native, record)
        if not found:
            return False
        others = [_comparable(value) for value in find_other(native, record)]
        return any(_comparable(value) in others for value in found)

    return holds


def _adds_up(find: Find, find_others: tuple[Find, ...]) -> Reader:
    """Whether a number is the sum of what stands at the other paths; what is missing there is 0."""

    def holds(native: Any, record: Any, _drift: list[str]) -> bool:
        total = Decimal(0)
        for find_other in find_others:
            for value in find_other(native, record):
                number = to_decimal(value)
                if number.__class__ is not Decimal:
                    return False
                total += number
        return any(_comparable(value) == total for value in find(native, record))

    return holds


def _comparable(value: Any) -> Any:
    """A number that is written as text as what it is worth; anything else as it is."""
    if value.__class__ is not str:
        return value
    number = to_decimal(value)
    return number if number.__class__ is Decimal else value
