"""An order's sample and a seed in, an order of its own out: the closed set of ways in which a value may differ."""

from __future__ import annotations

import string
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from random import Random
from typing import Any, Literal, TypeAlias

from stallkeeper.played.instant import TimeForm
from stallkeeper.played.template import Template, as_number, as_text, render
from stallkeeper.played.tree_path import EACH, TreePath, read, write

Way: TypeAlias = Literal[
    "text", "pick", "pick_number", "number", "amount", "serial_from", "copy", "sum", "less", "before_tax", "later"
]
Operand: TypeAlias = tuple[TreePath, ...]
"""One path, or several that are multiplied."""

CENT = Decimal("0.01")
DIGITS = ("digits2", "digits4", "digits5", "digits13")
NAMES = frozenset({"serial", "code", "day", "minute", "index", "line", *DIGITS})
"""What the text of a growing value may name."""

_CODE = string.digits + string.ascii_uppercase


@dataclass(frozen=True, slots=True)
class Growth:
    """How the value at `path` comes about; which of the other fields count depends on `way`."""

    path: TreePath
    way: Way
    template: Template | None = None
    choices: tuple[Any, ...] = ()
    operands: tuple[Operand, ...] = ()
    rate: Decimal = Decimal(0)
    start: int = 0
    later: timedelta = timedelta()


@dataclass(slots=True)
class Seedling:
    """One order while it grows: its tree, its own random numbers, its serial number and its birth."""

    tree: Any
    random: Random
    serial: int
    born: datetime
    time: TimeForm
    lines: TreePath

    def grow(self, growth: Growth) -> None:
        """Give the order, or each of its lines, the value that `growth` describes; a number in a text stays a text."""
        inner = growth.path.beneath(self.lines)
        if inner is None:
            _put(self.tree, growth.path, self._value(growth, None, 0))
            return
        for index, line in enumerate(read(self.tree, self.lines) or []):
            _put(line, inner, self._value(growth, line, index))

    def _value(self, growth: Growth, line: Any, index: int) -> Any:
        if growth.way == "text":
            return render(growth.template, self._names(index))
        if growth.choices:
            return self._draw(growth)
        if growth.way == "serial_from":
            return growth.start + self.serial * 10 + index
        if growth.way == "later":
            return self.time.write(self.born + growth.later)
        if growth.way == "copy":
            return next(iter(self._operand(growth.operands[0], line)), None)
        return self._amount(growth, [sum(self._numbers(operand, line), Decimal(0)) for operand in growth.operands])

    def _draw(self, growth: Growth) -> Any:
        if growth.way in ("pick", "pick_number"):
            return self.random.choice(growth.choices)
        least, most = growth.choices
        if growth.way == "number":
            return self.random.randint(least, most)
        return Decimal(self.random.randint(int(least * 100), int(most * 100))) * CENT

    @staticmethod
    def _amount(growth: Growth, numbers: list[Decimal]) -> Decimal:
        if growth.way == "less":
            return numbers[0] - numbers[1]
        if growth.way == "before_tax":
            return (numbers[0] * 100 / (100 + growth.rate)).quantize(CENT, ROUND_HALF_UP)
        return sum(numbers, Decimal(0))

    def _numbers(self, operand: Operand, line: Any) -> list[Decimal]:
        columns = [self._operand((path,), line) for path in operand]
        products = []
        for row in zip(*columns, strict=True):
            product = Decimal(1)
            for value in row:
                product *= as_number(value) or Decimal(0)
            products.append(product)
        return products

    def _operand(self, operand: Operand, line: Any) -> list[Any]:
        """The values at a path: one where it stands in the line that is growing, else all of them."""
        inner = operand[0].beneath(self.lines)
        if line is not None and inner is not None:
            return [read(line, inner)]
        value = read(self.tree, operand[0])
        return value if EACH in operand[0].steps else [value]

    def _names(self, index: int) -> Mapping[str, Any]:
        local = self.born.astimezone(self.time.zone)
        digits = {name: self._digits(int(name.removeprefix("digits"))) for name in DIGITS}
        return {
            "serial": f"{self.serial:06d}",
            "code": _base36(self.serial),
            "day": local.strftime("%y%m%d"),
            "minute": local.strftime("%y%m%d%H%M"),
            "index": str(index),
            "line": str(index + 1),
            **digits,
        }

    def _digits(self, count: int) -> str:
        return "".join(self.random.choice(string.digits) for _ in range(count))


def _put(tree: Any, path: TreePath, value: Any) -> None:
    is_number = isinstance(value, int | Decimal) and not isinstance(value, bool)
    write(tree, path, as_text(value) if is_number and isinstance(read(tree, path), str) else value)


def _base36(number: int, width: int = 4) -> str:
    text = ""
    while number or len(text) < width:
        number, rest = divmod(number, 36)
        text = _CODE[rest] + text
    return text
