"""A condition such as `{order.ShippingCode: [TRK, REG]}` and named values in, whether it holds out."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Literal

from stallkeeper.played.template import Name, Names, as_number, as_text
from stallkeeper.played.tree_path import TreePath, parse_path, read

Operator = Literal["is", "not", "every", "given", "above", "below", "same_as", "unlike", "exceeds"]
Resolve = Callable[[str], Name]
"""Gives the name that a text says."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """One named value and what it must be; `not` wants something given that is none of `texts`."""

    name: Name
    operator: Operator
    texts: tuple[str, ...] = ()
    given: bool = True
    number: Decimal = Decimal(0)
    other: Name | None = None


@dataclass(frozen=True, slots=True)
class Condition:
    """Every test has to hold; no test at all always holds."""

    tests: tuple[Comparison, ...] = ()

    def holds(self, names: Names) -> bool:
        return all(_passes(test, names) for test in self.tests)


ALWAYS = Condition()


def _passes(test: Comparison, names: Names) -> bool:
    value = read(names.get(test.name.root), test.name.path)
    given = value not in (None, "", [], {})
    if test.operator == "given":
        return given == test.given
    if test.operator == "is":
        return _among(value, test.texts)
    if test.operator == "not":
        return given and not _among(value, test.texts)
    if test.operator == "every":
        return given and isinstance(value, list) and all(_among(item, test.texts) for item in value)
    if test.other is not None:
        return _compares(test.operator, value, read(names.get(test.other.root), test.other.path))
    numbers = [as_number(item) for item in (value if isinstance(value, list) else [value])]
    return any(_lies(number, test) for number in numbers if number is not None)


def _lies(number: Decimal, test: Comparison) -> bool:
    return number > test.number if test.operator == "above" else number < test.number


def _compares(operator: Operator, value: Any, other: Any) -> bool:
    """Whether two values of the request or the order stand to each other as the operator says."""
    if operator == "exceeds":
        number, most = as_number(value), as_number(other)
        return number is not None and most is not None and number > most
    return _is_same(value, other) == (operator == "same_as")


def _is_same(value: Any, other: Any) -> bool:
    """Whether two values are the same; numbers by what they are worth, 3.9 and 3.90."""
    if _is_number(value) and _is_number(other):
        return as_number(value) == as_number(other)
    return as_text(value) == as_text(other) and not isinstance(value, list | dict)


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float | Decimal) and not isinstance(value, bool)


def _among(value: Any, texts: tuple[str, ...]) -> bool:
    values = value if isinstance(value, list) else [value]
    return any(as_text(item) in texts for item in values if not isinstance(item, list | dict))


def _unchecked(text: str) -> Name:
    root, _, rest = text.partition(".")
    return Name(root, parse_path(rest) or TreePath(rest, ()))


def read_test(
    name: Name, wanted: Any, lists: Mapping[str, tuple[str, ...]], resolve: Resolve = _unchecked
) -> Comparison | str:
    """One entry of a condition as written in YAML (all scalars text), or a sentence on what is wrong with it."""
    if isinstance(wanted, str):
        return Comparison(name, "is", (wanted,))
    if isinstance(wanted, list) and all(isinstance(item, str) for item in wanted):
        return Comparison(name, "is", tuple(wanted))
    if not isinstance(wanted, dict) or len(wanted) != 1:
        return "a condition is a value, a list of values, or one operator such as given, not, every, above, in, same_as"
    operator, operand = next(iter(wanted.items()))
    if operator in ("same_as", "unlike", "exceeds") and isinstance(operand, str):
        return Comparison(name, operator, other=resolve(operand))
    return _operated(name, operator, operand, lists)


def _operated(name: Name, operator: str, operand: Any, lists: Mapping[str, tuple[str, ...]]) -> Comparison | str:
    if operator in ("in", "not_in"):
        if operand not in lists:
            return f"there is no list {operand!r}"
        return Comparison(name, "is" if operator == "in" else "not", lists[operand])
    if operator == "given" and operand in ("true", "false"):
        return Comparison(name, "given", given=operand == "true")
    if operator in ("not", "every") and isinstance(operand, str | list):
        kind: Operator = "not" if operator == "not" else "every"
        return Comparison(name, kind, (operand,) if isinstance(operand, str) else tuple(map(str, operand)))
    number = as_number(operand)
    if operator in ("above", "below") and number is not None:
        return Comparison(name, "above" if operator == "above" else "below", number=number)
    return f"{operator!r} with {operand!r} is no condition"
