"""A line whose units are counted by their states in, some of them brought from one state into another out."""

from __future__ import annotations

from collections.abc import Iterator
from copy import deepcopy
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from stallkeeper.played.change import Change
from stallkeeper.played.template import Names, as_number, as_text, render
from stallkeeper.played.tree_path import TreePath, read, write


@dataclass(frozen=True, slots=True)
class SplitForm:
    """Where a line lists its states, and where in each of them the word and the number of units stand."""

    of: TreePath
    status: TreePath
    quantity: TreePath


@dataclass(frozen=True, slots=True)
class SplitChange:
    """Units that stand in one of `starts` come into `to`; `changes` are written into the new entry."""

    starts: frozenset[str]
    to: str
    changes: tuple[Change, ...] = ()


def units_in(form: SplitForm, line: Any, words: frozenset[str]) -> Decimal:
    """How many units of the line stand in one of these states."""
    return sum((_units(form, entry) for entry in _standing(form, line, words)), Decimal(0))


def bring(form: SplitForm, change: SplitChange, line: Any, units: Decimal, names: Names) -> None:
    """Take units out of where they stand, first come first taken, and put them into the new state."""
    entries, left = read(line, form.of), units
    moved = deepcopy(next(_standing(form, line, change.starts)))
    for entry in list(_standing(form, line, change.starts)):
        taken = min(left, _units(form, entry))
        left -= taken
        _count(form, entry, _units(form, entry) - taken)
    entries[:] = [entry for entry in entries if _units(form, entry) > 0]
    same = next((entry for entry in entries if _word(form, entry) == change.to), None)
    if same is not None and not change.changes:
        _count(form, same, _units(form, same) + units)
        return
    write(moved, form.status, change.to)
    _count(form, moved, units)
    for each in change.changes:
        write(moved, each.path, render(each.value, names))
    entries.append(moved)


def _standing(form: SplitForm, line: Any, words: frozenset[str]) -> Iterator[Any]:
    return (entry for entry in read(line, form.of) or () if _word(form, entry) in words)


def _word(form: SplitForm, entry: Any) -> str:
    return as_text(read(entry, form.status))


def _units(form: SplitForm, entry: Any) -> Decimal:
    return as_number(read(entry, form.quantity)) or Decimal(0)


def _count(form: SplitForm, entry: Any, units: Decimal) -> None:
    """A number stays a number, a text a text."""
    number = int(units) if units == units.to_integral_value() else units
    write(entry, form.quantity, as_text(number) if isinstance(read(entry, form.quantity), str) else number)
