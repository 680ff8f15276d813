"""A report and the one that is held in; the report with what it says nothing of any more as it was told before, out.

A marketplace that leaves out an amount for an hour has not made it nothing: what is due for an order, and when it was
placed, goes on being so until something else is said. What was given back is none of these, for that may be taken back.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from stallkeeper.orders import OrderLine, OrderReport

OF_ORDERS = ("ordered_at", "currency", "total", "shipping", "commission")
OF_LINES = ("unit_price", "total", "shipping", "tax_rate")


def with_what_was_told(report: OrderReport, before: OrderReport) -> OrderReport:
    """The same report where it leaves nothing out that was told."""
    kept: dict[str, Any] = _kept(report, before, OF_ORDERS)
    known = {line.id: line for line in before.lines}
    lines = [_line(line, known[line.id]) if line.id in known else line for line in report.lines]
    if any(line is not same for line, same in zip(lines, report.lines, strict=True)):
        kept["lines"] = tuple(lines)
    return replace(report, **kept) if kept else report


def _line(line: OrderLine, before: OrderLine) -> OrderLine:
    kept = _kept(line, before, OF_LINES)
    return replace(line, **kept) if kept else line


def _kept(now: object, before: object, names: tuple[str, ...]) -> dict[str, Any]:
    return {name: was for name in names if getattr(now, name) is None and (was := getattr(before, name)) is not None}
