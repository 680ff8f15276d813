"""A plan for lines of an order in; the lines as the action leaves them out."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from stallkeeper.played.act_form import Action
from stallkeeper.played.act_on_lines import LinePlan, LineStep
from stallkeeper.played.change import Change
from stallkeeper.played.split import SplitForm, bring
from stallkeeper.played.template import Names, as_number, as_text, render
from stallkeeper.played.tree_path import TreePath, read, rewrite, write


def change_lines(action: Action, plan: LinePlan, names: Names, split: SplitForm | None) -> None:
    """Write what the action and its route say into every line of the plan."""
    for step in plan.steps:
        inner = {**names, **step.names}
        if plan.form is not None and plan.named:
            for change in plan.form.changes:
                write(step.line, change.path, render(change.value, inner))
        _change(action, step, inner, split)


def _change(action: Action, step: LineStep, names: Names, split: SplitForm | None) -> None:
    if action.split is not None and split is not None:
        bring(split, action.split, step.line, step.units, names)
    case = next((case.changes for case in action.line_cases if case.condition.holds(names)), ())
    for change in (*action.line_set, *case, *(action.line_done if step.last else ())):
        write(step.line, change.path, render(change.value, names))
    for path, name in action.line_add:
        _add(step.line, path, as_number(read(names.get(name.root), name.path)) or Decimal(0))
    append(step.line, action.line_append, names)


def append(tree: Any, changes: tuple[Change, ...], names: Names) -> None:
    """One more entry for each of these lists of an order or a line; a list that is not there yet begins with it."""
    for change in changes:
        write(tree, change.path, [*(read(tree, change.path) or []), render(change.value, names)])


def _add(line: Any, path: TreePath, amount: Decimal) -> None:
    """A number stays a number, a text a text."""

    def added(old: Any) -> Any:
        total = (as_number(old) or Decimal(0)) + amount
        if isinstance(old, str):
            return as_text(total)
        return int(total) if total == total.to_integral_value() and not isinstance(old, Decimal) else total

    rewrite(line, path, added)
