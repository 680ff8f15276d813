"""Conditions on one name in, values out of which one stands for every case that the conditions tell apart.

Whatever value the named thing has, some point makes each of the conditions say the same: two rules that agree on every
combination of points agree on every order. None stands for "not given".
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from itertools import pairwise
from typing import Any

from stallkeeper.spec.conditions import Condition

AN_INSTANT = datetime(2026, 1, 5, 12, tzinfo=UTC)
_WORDS = ("another", "something-else", "neither")


def literals(conditions: Iterable[Condition], name: str) -> tuple[Any, ...]:
    """Every value that the conditions hold `name` against, each once."""
    found: list[Any] = []
    for condition in conditions:
        if condition.name == name and condition.operator != "given":
            values = condition.value if isinstance(condition.value, tuple) else (condition.value,)
            found.extend(value for value in values if not _holds(found, value))
    return tuple(found)


def points(conditions: Sequence[Condition], name: str, kind: str | None) -> tuple[Any, ...]:
    """None, each literal, and what lies beside and between them, for a thing of this type."""
    known = literals(conditions, name)
    found: list[Any] = [None]
    found.extend(value for value in (*known, *_beside(known, kind)) if not _holds(found, value))
    return tuple(found)


def _holds(found: Sequence[Any], value: Any) -> bool:
    """Whether the very value is there; True is not 1."""
    return any(each.__class__ is value.__class__ and each == value for each in found)


def _beside(known: Sequence[Any], kind: str | None) -> Iterator[Any]:
    if kind == "boolean":
        yield from (True, False)
    elif kind in ("whole_number", "decimal"):
        yield from _numbers(known, kind)
    elif kind == "date":
        yield from _days(known)
    elif kind == "instant":
        yield AN_INSTANT
    elif kind == "list":
        yield ("another",)
    else:
        yield next(word for word in (*_WORDS, "x" * 41) if word not in known)


def _numbers(known: Sequence[Any], kind: str) -> Iterator[Any]:
    """Below the smallest, above the largest, and one within each gap; whole numbers that touch leave no gap."""
    one = 1 if kind == "whole_number" else Decimal(1)
    stops = sorted(value for value in known if isinstance(value, int | Decimal) and not isinstance(value, bool))
    if not stops:
        yield one
        return
    yield stops[0] - one
    for low, high in pairwise(stops):
        if kind == "decimal":
            yield (Decimal(low) + Decimal(high)) / 2
        elif high - low > 1:
            yield low + 1
    yield stops[-1] + one


def _days(known: Sequence[Any]) -> Iterator[date]:
    days = sorted(value for value in known if isinstance(value, date))
    yield days[-1] + timedelta(days=1) if days and days[-1] < date.max else date(2026, 1, 5)
