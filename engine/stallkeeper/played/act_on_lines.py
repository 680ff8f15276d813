"""The lines that a request names, held against the lines of an order: a plan of what happens to each, or a refusal."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from stallkeeper.played.act_form import Action, LineForm
from stallkeeper.played.play_spec import OrderForm
from stallkeeper.played.refusal import Refusal
from stallkeeper.played.split import units_in
from stallkeeper.played.template import Name, Names, TemplateTree, as_number, as_text, render
from stallkeeper.played.tree_path import read
from stallkeeper.played.world_order import WorldOrder

_NONE = Decimal(0)


@dataclass(frozen=True, slots=True)
class LineStep:
    """One line of the order with what rules may name of it; `last` says that no unit of it is left afterwards."""

    index: int
    line: Any
    names: Mapping[str, Any]
    units: Decimal
    last: bool = False


@dataclass(frozen=True, slots=True)
class LinePlan:
    """What happens to lines, and the units and running amounts of the order that go with it.

    `complete` is False while units of the order are left: then its status does not change yet.
    """

    steps: tuple[LineStep, ...] = ()
    units: Mapping[str, Decimal] = field(default_factory=dict)
    amounts: Mapping[str, Decimal] = field(default_factory=dict)
    complete: bool = True
    form: LineForm | None = None
    named: bool = False

    def results(self, names: Names) -> list[Any]:
        """What the answer says of each line that the request named."""
        result: TemplateTree = self.form.result if self.form is not None and self.named else None
        return [render(result, {**names, **step.names}) for step in self.steps] if self.named else []


def plan_lines(
    form: LineForm | None, action: Action, order: WorldOrder, names: Names, order_form: OrderForm
) -> LinePlan | Refusal:
    """What an action does to lines; where the request names none, it means all that it can mean, if it means lines."""
    sold = read(order.tree, order_form.lines)
    asked = _asked(form, names)
    about = form.id.text if form is not None else "lines"
    if form is not None and not asked and not form.optional:
        return Refusal("unknown_line", about, order.id)
    if not asked and not action.means_lines:
        return LinePlan()
    named = _named(form, asked, sold, order_form) if form is not None and asked else _every(action, sold, names)
    if named is None or (form is not None and asked and _forgotten(form, sold, named, names)):
        return Refusal("unknown_line", about, order.id)
    if not named or not all(action.line_if.holds({**names, **step.names}) for step in named):
        return Refusal("line_state", about, order.id)
    return _Counting(form, action, order, names, order_form, sold, bool(asked)).plan(named)


def _asked(form: LineForm | None, names: Names) -> list[Any]:
    """What the request says of lines; one that is named alone is a list of one."""
    value = _value(form.each, names) if form is not None else None
    if isinstance(value, list):
        return value
    return [] if value in (None, "") else [value]


def _named(form: LineForm, asked: list[Any], sold: list[Any], order_form: OrderForm) -> list[LineStep] | None:
    """Each line asked for with every line of the order that has its id; None where one has none."""
    named: list[LineStep] = []
    for line in asked:
        wanted = as_text(read(line, form.id))
        key = form.key or order_form.line_id
        found = [index for index, item in enumerate(sold) if as_text(read(item, key)) == wanted]
        if not found:
            return None
        named += [LineStep(index, sold[index], {"line": line, "sold": sold[index]}, _NONE) for index in found]
    return named


def _every(action: Action, sold: list[Any], names: Names) -> list[LineStep]:
    steps = [LineStep(index, line, {"line": {}, "sold": line}, _NONE) for index, line in enumerate(sold)]
    return [step for step in steps if action.line_if.holds({**names, **step.names})]


def _forgotten(form: LineForm, sold: list[Any], named: list[LineStep], names: Names) -> bool:
    if form.all is None:
        return False
    seen = {step.index for step in named}
    return any(index not in seen and form.all.holds({**names, "sold": line}) for index, line in enumerate(sold))


@dataclass(slots=True)
class _Counting:
    """Counts units and amounts of one action while its lines are gone through."""

    form: LineForm | None
    action: Action
    order: WorldOrder
    names: Names
    order_form: OrderForm
    sold: list[Any]
    by_name: bool
    used: dict[int, Decimal] = field(default_factory=dict)
    amounts: dict[str, Decimal] = field(default_factory=dict)

    @property
    def counts(self) -> bool:
        return self.action.split is not None or bool(self.action.units) or self._quantity is not None

    @property
    def _quantity(self) -> Any:
        return self.form.quantity if self.form is not None else None

    def plan(self, named: list[LineStep]) -> LinePlan | Refusal:
        steps = []
        for step in named:
            counted = self._step(step)
            if isinstance(counted, Refusal):
                return counted
            steps += counted
        if not steps:
            return Refusal("line_state", "lines", self.order.id)
        units = {self._key(index): self._gone(index) for index in range(len(self.sold))} if self._pools else {}
        complete = not self._pools or all(self._gone(index) == self._ordered(index) for index in range(len(self.sold)))
        return LinePlan(tuple(steps), units, self.amounts, complete, self.form, self.by_name)

    def _step(self, step: LineStep) -> list[LineStep] | Refusal:
        units = self._units(step) if self.counts else Decimal(1)
        if isinstance(units, Refusal):
            return units
        if not units:
            return []
        self.used[step.index] = self.used.get(step.index, _NONE) + units
        names = {**step.names, "units": units if units % 1 else int(units)}
        if not self._take(step.index, {**self.names, **names}):
            return Refusal("limit", "amount", self.order.id)
        last = self._pools and self._gone(step.index) == self._ordered(step.index)
        return [LineStep(step.index, step.line, names, units, last)]

    def _units(self, step: LineStep) -> Decimal | Refusal:
        """How many units this line is about: as many as are named, or all that are left."""
        left = self._left(step)
        said = read(step.names["line"], self._quantity) if self._quantity is not None else None
        wanted = as_number(said)
        if wanted is None:
            if left > 0 or not self.by_name:
                return max(left, _NONE)
            return Refusal("line_state" if self.action.split else "line_exceeded", "quantity", self.order.id)
        if self.action.split is not None and not left:
            return Refusal("line_state", "quantity", self.order.id)
        return wanted if 0 < wanted <= left else Refusal("line_exceeded", "quantity", self.order.id)

    def _left(self, step: LineStep) -> Decimal:
        used = self.used.get(step.index, _NONE)
        if self.action.split is not None and self.order_form.split is not None:
            return units_in(self.order_form.split, step.line, self.action.split.starts) - used
        limit = self._ordered(step.index)
        if self.action.within:
            limit = self.order.units.get(f"{self.action.within}:{step.index}", _NONE)
        return limit - self._gone(step.index)

    @property
    def _pools(self) -> bool:
        """Whether units are taken from a pool of the order's own, which is what its status waits for."""
        return self.counts and self.action.split is None

    def _key(self, index: int) -> str:
        return f"{self.action.units or self.action.name}:{index}"

    def _gone(self, index: int) -> Decimal:
        return self.order.units.get(self._key(index), _NONE) + self.used.get(index, _NONE)

    def _ordered(self, index: int) -> Decimal:
        path = (self.form.ordered if self.form is not None else None) or self._quantity or self.order_form.line_quantity
        return Decimal(1) if path is None else as_number(read(self.sold[index], path)) or _NONE

    def _take(self, index: int, names: Names) -> bool:
        """Take amounts from what is left on the line; False where there is not so much."""
        for account, texts in self.action.line_take.items():
            key = f"{index}:{account}"
            left = self.amounts.get(key, self.order.line_ledgers.get(key, _NONE)) - sum(_amounts(texts, names), _NONE)
            if left < 0:
                return False
            self.amounts[key] = left
        return True


def _amounts(texts: tuple[Name, ...], names: Names) -> Iterator[Decimal]:
    return (as_number(_value(name, names)) or _NONE for name in texts)


def _value(name: Name, names: Names) -> Any:
    return read(names.get(name.root), name.path)
