"""Conditions and the domains of their names in, a case in which they hold (or none, or undecided) out: exactly.

Conditions are data, so that overlap, gap, contradiction and tautology are decided by trying points that stand for all
values; the number of points is limited, and beyond it nothing is claimed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, product
from math import prod
from typing import Any, TypeAlias

from stallkeeper.spec.conditions import Condition
from stallkeeper.spec.domains import Domain, literals_of

MOST_POINTS = 20_000

Point: TypeAlias = Mapping[str, Any]
DomainOf: TypeAlias = Callable[[str], Domain]


@dataclass(frozen=True, slots=True)
class Answer:
    """A case that was asked for, or none; `decided` False: there were too many cases to try them all."""

    case: Point | None = None
    decided: bool = True

    @property
    def never(self) -> bool:
        """Whether it is certain that there is no such case."""
        return self.decided and self.case is None


def find(
    all_of: Sequence[Condition],
    domain_of: DomainOf,
    none_of: Sequence[Sequence[Condition]] = (),
    most: int = MOST_POINTS,
) -> Answer:
    """A case in which every condition of `all_of` holds, and of each group of `none_of` at least one does not."""
    everything = [*all_of, *chain.from_iterable(none_of)]
    by_name: dict[str, list[Condition]] = {}
    for condition in everything:
        by_name.setdefault(condition.name, []).append(condition)
    points = {name: domain_of(name).points(conditions) for name, conditions in by_name.items()}
    if prod(map(len, points.values())) > most:
        return Answer(decided=False)
    for values in product(*points.values()):
        case = dict(zip(points, values, strict=True))
        if _holds(all_of, case) and not any(_holds(group, case) for group in none_of):
            return Answer(case)
    return Answer()


def _holds(conditions: Iterable[Condition], case: Point) -> bool:
    return all(holds(condition, case[condition.name]) for condition in conditions)


def holds(condition: Condition, value: Any) -> bool:
    """Whether one condition holds for a value; None: not given. The machine's own tests say the same."""
    match condition.operator:
        case "given":
            return (value is not None and not (isinstance(value, str) and not value.strip())) is bool(condition.value)
        case "above":
            return _above(value, condition.value)
        case "below":
            return _above(condition.value, value)
        case "not":
            return not any(_equal(value, each) for each in literals_of(condition))
        case _:
            return any(_equal(value, each) for each in literals_of(condition))


def _equal(left: Any, right: Any) -> bool:
    return isinstance(left, bool) is isinstance(right, bool) and bool(left == right)


def _above(left: Any, right: Any) -> bool:
    try:
        return left is not None and right is not None and bool(left > right)
    except (TypeError, ArithmeticError):
        return False


def told(case: Point) -> str:
    """A case in words, for a witness: carrier "Other", order.total not given."""
    return ", ".join(f"{name} {_value(value)}" for name, value in case.items()) or "any order"


def _value(value: Any) -> str:
    if value is None:
        return "not given"
    if isinstance(value, bool):
        return "true" if value else "false"
    return f'"{value[:40]}"' if isinstance(value, str) else str(value)
