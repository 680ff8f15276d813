"""The orders of a first sweep in; the fields that a marketplace gives of every order, and none of these had, out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from stallkeeper.bindings.drift_paths import FieldsAt
from stallkeeper.orders import Order, OrderReport

_OF_AN_ORDER = ("ordered_at", "modified_at", "currency", "total", "lines")
_OF_A_LINE = ("sku",)
_ENOUGH = 5
"""So many orders without a field are no coincidence."""


class Gaps:
    """What no order has had yet of what the binding maps. Once every field was met there is nothing left to look at."""

    def __init__(self, fields_at: FieldsAt) -> None:
        wanted = {("", name) for name in _OF_AN_ORDER} | {("lines", name) for name in _OF_A_LINE}
        self._paths = {field: path for path, fields in fields_at.items() for field in fields & wanted}
        self._orders: set[str] = set()

    def note(self, orders: Iterable[Order]) -> None:
        """Some orders as they were stored; a field that has drifted is told as such, and counts as met."""
        for order in orders:
            if len(self._orders) < _ENOUGH:
                self._orders.add(order.key.id)
            if not self._paths:
                continue
            report = order.report
            for field, path in list(self._paths.items()):
                if _has(report, *field) or path in report.drift:
                    del self._paths[field]

    def closed(self) -> bool:
        """Whether there were orders, and every field was met in one of them at least."""
        return bool(self._orders) and not self._paths

    def told(self) -> Mapping[str, str]:
        """Each field that none of enough orders had, with its path; of lines that are not there, only the lines."""
        if len(self._orders) < _ENOUGH:
            return {}
        lines = ("", "lines") in self._paths
        return {
            f"{part}.{name}".strip("."): path
            for (part, name), path in sorted(self._paths.items())
            if not (part and lines)
        }


def _has(report: OrderReport, part: str, name: str) -> bool:
    if part == "lines":
        return any(_given(getattr(line, name)) for line in report.lines)
    return _given(getattr(report, name))


def _given(value: Any) -> bool:
    return value is not None and value != "" and value != ()
