"""A request about orders in; what it did to each of them, or why not, out. An order is changed wholly or not at all."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from stallkeeper.played.act_form import Action, Acts
from stallkeeper.played.act_on_lines import LinePlan, plan_lines
from stallkeeper.played.change_lines import append, change_lines
from stallkeeper.played.refusal import Refusal
from stallkeeper.played.template import Name, Names, as_number, as_text
from stallkeeper.played.tree_path import read
from stallkeeper.played.world import World
from stallkeeper.played.world_order import WorldOrder


@dataclass(frozen=True, slots=True)
class Result:
    """What came of one order of a request; `names` are those that the answer may use."""

    names: Mapping[str, Any]
    refusal: Refusal | None = None
    line_results: list[Any] = field(default_factory=list)


def act(
    world: World, acts: Acts, names: Names, request: str, *, really: bool = True, fails_first: bool = False
) -> list[Result]:
    """Act on every order of a request, in its order; `request` is the request's digest. Not really: only check.

    `fails_first` lets something break at the first of them, which is then left as it was.
    """
    several = acts.each is not None
    items = (read(names.get(acts.each.root), acts.each.path) or []) if acts.each is not None else [names.get("body")]
    results = []
    for number, item in enumerate(items):
        told = {**names, "item": item}
        breaks = fails_first and several and number == 0
        results.append(Result(told, Refusal("crashed")) if breaks else _act_on(world, acts, told, request, really))
    return results


def _act_on(world: World, acts: Acts, names: Names, request: str, really: bool) -> Result:
    asked = as_text(_value(acts.order, names))
    order = world.order_of_line(asked) if acts.by_line else world.order(asked)
    if order is None:
        kind = ("unknown_line" if acts.by_line else "unknown_order") if asked else "no_action"
        return Result(names, Refusal(kind, order_id="" if acts.by_line else asked))  # type: ignore[arg-type]
    names = {**names, **world.own_names(order), "fresh": world.fresh()}
    action = next((action for action in acts.actions if action.when.holds(names)), None)
    checked = _check(acts, action, order, names, world)
    if isinstance(checked, Refusal):
        return Result(names, checked)
    return _apply(world, checked, order, names, request) if really else Result(names)


@dataclass(frozen=True, slots=True)
class _Plan:
    action: Action
    lines: LinePlan
    ledger: Mapping[str, Decimal]


def _check(acts: Acts, action: Action | None, order: WorldOrder, names: Names, world: World) -> _Plan | Refusal:
    if action is None:
        return Refusal("no_action", order_id=order.id)
    refusal = _refusal(action, order, names)
    if refusal is not None:
        return refusal
    lines = plan_lines(acts.lines, action, order, names, world.play.order)
    if isinstance(lines, Refusal):
        return lines
    ledger = _ledger(action, order, names)
    if isinstance(ledger, Refusal):
        return ledger
    return _Plan(action, lines, ledger)


def _refusal(action: Action, order: WorldOrder, names: Names) -> Refusal | None:
    if action.at and order.status not in action.at:
        return Refusal("status", "status", order.id)
    for refuse in action.refuses:
        if refuse.condition.holds(names):
            return Refusal(refuse.kind, refuse.about, order.id)
    for need in action.needs:
        missing = [name for name in need.names if _value(name, names) in (None, "")]
        if missing and need.condition.holds(names):
            return Refusal("missing", as_text(missing[0].path.steps[-1]), order.id)
    return None


def _ledger(action: Action, order: WorldOrder, names: Names) -> dict[str, Decimal] | Refusal:
    """The order's running amounts after the action; taking more than is there is refused."""
    ledger = dict(order.ledger)
    for account, amounts in action.add.items():
        ledger[account] = ledger.get(account, Decimal(0)) + _total(amounts, names)
    for account, amounts in action.take.items():
        ledger[account] = ledger.get(account, Decimal(0)) - _total(amounts, names)
        if ledger[account] < 0:
            return Refusal("limit", "amount", order.id)
    return ledger


def _total(amounts: tuple[Name, ...], names: Names) -> Decimal:
    return sum((as_number(_value(name, names)) or Decimal(0) for name in amounts), Decimal(0))


def _apply(world: World, plan: _Plan, order: WorldOrder, names: Names, request: str) -> Result:
    action, before = plan.action, order.status
    order.ledger.update(plan.ledger)
    order.units.update(plan.lines.units)
    order.line_ledgers.update(plan.lines.amounts)
    line_results = plan.lines.results(names)
    becomes = action.becomes if plan.lines.complete else None
    with world.changing(order):
        world.move(order, becomes, action.at or None)
        if plan.lines.complete:
            world.change(order, action.changes, names)
            append(order.tree, action.append, names)
        change_lines(action, plan.lines, names, world.play.order.split)
    keys = tuple(as_text(read(step.line, world.play.order.line_id)) for step in plan.lines.steps)
    world.record(order, action.name, request, before, keys)
    return Result({**names, **world.own_names(order)}, None, line_results)


def _value(name: Name, names: Names) -> Any:
    return read(names.get(name.root), name.path)
