"""A request about orders in; what it did to each of them, or why not, out. An order is changed wholly or not at all."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from copy import deepcopy
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from stallkeeper.played.act_form import Action, Acts
from stallkeeper.played.act_on_lines import LinePlan, plan_lines
from stallkeeper.played.change_lines import append, change_lines
from stallkeeper.played.deriving import write_word
from stallkeeper.played.refusal import Refusal
from stallkeeper.played.template import Name, Names, as_number, as_text
from stallkeeper.played.tree_path import read
from stallkeeper.played.world import World
from stallkeeper.played.world_order import Effect, WorldOrder


@dataclass(frozen=True, slots=True)
class Result:
    """What came of one order of a request; `names` are those that the answer may use."""

    names: Mapping[str, Any]
    refusal: Refusal | None = None
    line_results: list[Any] = field(default_factory=list)
    swallowed: bool = False
    """It is told as done, and nothing was."""


@dataclass(frozen=True, slots=True)
class Manner:
    """How it is done. Not really: only checked. `fails_first` lets something break at the first order of several.

    `swallows` is asked once for each order that something could be done to: where it says yes, nothing is.
    """

    swallows: Callable[[], bool] = lambda: False
    really: bool = True
    fails_first: bool = False


def act(world: World, acts: Acts, names: Names, request: str, manner: Manner) -> list[Result]:
    """Act on every order of a request, in its order; `request` is the request's digest."""
    several = acts.each is not None
    items = (read(names.get(acts.each.root), acts.each.path) or []) if acts.each is not None else [names.get("body")]
    results = []
    for number, item in enumerate(items):
        told = {**names, "item": item}
        breaks = manner.fails_first and several and number == 0
        results.append(Result(told, Refusal("crashed")) if breaks else _act_on(world, acts, told, request, manner))
    return results


def _act_on(world: World, acts: Acts, names: Names, request: str, manner: Manner) -> Result:
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
    if not manner.really:
        return Result(names)
    return (_pretend if manner.swallows() else _apply)(world, checked, order, names, request)


@dataclass(frozen=True, slots=True)
class _Plan:
    action: Action
    lines: LinePlan
    ledger: Mapping[str, Decimal]

    @property
    def becomes(self) -> str | None:
        """The status that it brings about, once no unit is left."""
        return self.action.becomes if self.lines.complete else None

    def keys(self, world: World) -> tuple[str, ...]:
        """The ids of the lines that it is about."""
        return tuple(as_text(read(step.line, world.play.order.line_id)) for step in self.lines.steps)


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
    with world.changing(order):
        world.move(order, plan.becomes, action.at or None)
        _write(world, plan, order, names)
    world.record(_effect(world, plan, order, names, request, before))
    return Result({**names, **world.own_names(order)}, None, line_results)


def _pretend(world: World, plan: _Plan, order: WorldOrder, names: Names, request: str) -> Result:
    """Tell what would be so if it had been done, and leave the order as it is."""
    action, truth = plan.action, deepcopy(order.tree)
    line_results = plan.lines.results(names)
    if plan.becomes is not None:
        write_word(world.play.order.status, order.tree, plan.becomes, action.at or None)
    _write(world, plan, order, names)
    told = {**names, **world.own_names(order)}
    order.tree = truth
    world.record(_effect(world, plan, order, names, request, order.status), swallowed=True)
    return Result(told, None, line_results, swallowed=True)


def _effect(world: World, plan: _Plan, order: WorldOrder, names: Names, request: str, before: str) -> Effect:
    at, lines = world.time.real_now(), plan.keys(world)
    return Effect(0, order.id, plan.action.name, at, request, before, order.status, lines, names.get("item"))


def _write(world: World, plan: _Plan, order: WorldOrder, names: Names) -> None:
    if plan.lines.complete:
        world.change(order, plan.action.changes, names)
        append(order.tree, plan.action.append, names)
    change_lines(plan.action, plan.lines, names, world.play.order.split)


def _value(name: Name, names: Names) -> Any:
    return read(names.get(name.root), name.path)
