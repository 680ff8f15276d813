"""The lines that a request names, held against the lines of an order: a plan of what happens to each, or a refusal."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from stallkeeper.played.act_form import Action, LineForm
from stallkeeper.played.change import Change
from stallkeeper.played.play_spec import OrderForm
from stallkeeper.played.refusal import Refusal
from stallkeeper.played.template import Names, TemplateTree, as_number, as_text, render
from stallkeeper.played.tree_path import read
from stallkeeper.played.world_order import WorldOrder


@dataclass(frozen=True, slots=True)
class LinePlan:
    """The order's lines that are named, each with the names `line` and `sold`; units that will have gone through.

    `complete` is False while units of the order are left: then its status does not change yet.
    """

    named: list[tuple[Any, Mapping[str, Any]]] = field(default_factory=list)
    units: Mapping[str, Decimal] = field(default_factory=dict)
    complete: bool = True
    changes: tuple[Change, ...] = ()
    result: TemplateTree = None

    def results(self, names: Names) -> list[Any]:
        """What the answer says of each line."""
        return [render(self.result, {**names, **line_names}) for _, line_names in self.named]


def plan_lines(
    form: LineForm | None, action: Action, order: WorldOrder, names: Names, order_form: OrderForm
) -> LinePlan | Refusal:
    """What an action does to lines; where the request need not name any and names none, nothing."""
    if form is None:
        return LinePlan()
    asked = read(names.get(form.each.root), form.each.path) or []
    if not asked and not form.optional:
        return Refusal("unknown_line", form.id.text, order.id)
    sold = read(order.tree, order_form.lines)
    named = _named(form, asked, sold, order_form)
    if named is None or _forgotten(form, sold, named, names):
        return Refusal("unknown_line", form.id.text, order.id)
    if not all(action.line_if.holds({**names, **line_names}) for _, line_names in named):
        return Refusal("line_state", form.id.text, order.id)
    return _counted(form, action, order, named, sold)


def _named(form: LineForm, asked: list[Any], sold: list[Any], order_form: OrderForm) -> list[Any] | None:
    """Each line asked for with every line of the order that has its id; None where one has none."""
    named = []
    for line in asked:
        wanted = as_text(read(line, form.id))
        found = [
            (item, {"line": line, "sold": item}) for item in sold if as_text(read(item, order_form.line_id)) == wanted
        ]
        if not found:
            return None
        named += found
    return named


def _forgotten(form: LineForm, sold: list[Any], named: list[Any], names: Names) -> bool:
    if form.all is None:
        return False
    seen = {id(line) for line, _ in named}
    return any(id(line) not in seen and form.all.holds({**names, "sold": line}) for line in sold)


def _counted(
    form: LineForm, action: Action, order: WorldOrder, named: list[Any], sold: list[Any]
) -> LinePlan | Refusal:
    if form.quantity is None:
        return LinePlan(named, changes=form.changes, result=form.result)
    keys = {id(line): f"{action.name}:{index}" for index, line in enumerate(sold)}
    units = {key: order.units.get(key, Decimal(0)) for key in keys.values()}
    for line, line_names in named:
        units[keys[id(line)]] += as_number(read(line_names["line"], form.quantity)) or Decimal(0)
    ordered = {keys[id(line)]: as_number(read(line, form.quantity)) or Decimal(0) for line in sold}
    if any(units[key] > ordered[key] for key in units):
        return Refusal("line_exceeded", form.id.text, order.id)
    return LinePlan(named, units, units == ordered, form.changes, form.result)
