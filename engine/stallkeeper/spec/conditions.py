"""Conditions as data: a name, one of six operators, and literal values. No expressions, nothing to execute."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Literal

from stallkeeper.problems import Place

Operator = Literal["is", "one_of", "given", "not", "above", "below"]


@dataclass(frozen=True, slots=True)
class Condition:
    """One named test. `name` is a field of the action (bare), `order.<field>` or `native.status`.

    `value` is typed as the named thing is: one literal for is, above, below; a tuple for one_of; either of the two for
    not (a tuple: none of them); a bool for given.
    """

    name: str
    operator: Operator
    value: Any
    place: Place


@dataclass(frozen=True, slots=True)
class Need:
    """Fields an action cannot go without; `conditions` all have to hold (none: always)."""

    fields: tuple[str, ...]
    conditions: tuple[Condition, ...]
    place: Place


def written_literal(value: Any) -> str:
    """A literal as an author would write it: true, 130, 12.50."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return f"{value:f}" if isinstance(value, Decimal) and value.is_finite() else str(value)
