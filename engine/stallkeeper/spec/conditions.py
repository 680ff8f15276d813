"""Conditions as data: a name, one of six operators, and literal values. No expressions, nothing to execute."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

from stallkeeper.problems import Place

Operator = Literal["is", "one_of", "given", "not", "above", "below"]


@dataclass(frozen=True, slots=True)
class Condition:
    """One named test. `name` is a field of the action (bare), `order.<field>` or `native.status`.

    `value` is typed as the named thing is: one literal for is, not, above, below; a tuple for one_of; a bool for given.
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
