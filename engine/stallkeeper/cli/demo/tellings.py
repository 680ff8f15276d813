"""An order of ours, or of a played marketplace, in; what it says, in words that can be compared, out."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from stallkeeper.orders import Order
from stallkeeper.played.deriving import derive
from stallkeeper.played.play_spec import OrderForm
from stallkeeper.played.template import as_number, as_text, render
from stallkeeper.played.tree_path import TreePath, read
from stallkeeper.played.world_order import WorldOrder

NATIVE = "native status"
COUNT, IDS, QUANTITIES, TOTAL, REFUNDED = "number of lines", "line ids", "quantities", "total", "refunded amount"


def held_by(order: Order) -> dict[str, str]:
    """What we hold of an order."""
    report = order.report
    return {
        NATIVE: order.native_status,
        COUNT: str(len(report.lines)),
        IDS: _listed(line.id for line in report.lines),
        QUANTITIES: _listed(f"{line.id} x {line.quantity}" for line in report.lines),
        TOTAL: _amount(report.total),
        REFUNDED: _amount(report.refunded or Decimal(0)),
    }


def told_by(form: OrderForm, order: WorldOrder) -> dict[str, str]:
    """The same of a marketplace's order, as far as its play says where it stands."""
    lines = [(as_text(render(form.line_key, {"line": line})), line) for line in read(order.tree, form.lines) or ()]
    native = derive(form.read_as, {"order": order.tree}, order.status)
    told = {NATIVE: native, COUNT: str(len(lines)), IDS: _listed(key for key, _ in lines)}
    if form.line_quantity is not None:
        units = form.line_quantity
        told[QUANTITIES] = _listed(f"{key} x {as_text(read(line, units))}" for key, line in lines)
    if form.total is not None:
        told[TOTAL] = _amount(as_number(read(order.tree, form.total)))
    if form.refunded is not None:
        told[REFUNDED] = _amount(_sum(order, form.refunded))
    return told


def _sum(order: WorldOrder, path: TreePath) -> Decimal:
    found = read(order.tree, path)
    return sum((as_number(each) or Decimal(0) for each in (found if path.spreads else [found])), Decimal(0))


def _listed(words: Iterable[str]) -> str:
    return ", ".join(sorted(words))


def _amount(value: Decimal | None) -> str:
    """Without zeros at its end: 4.90 and 4.9 are the same amount."""
    return "none" if value is None else f"{value.normalize():f}"
