"""An order or a report with words of an earlier edition in, the same in today's words out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from stallkeeper.machine.compiled import Machine
from stallkeeper.orders import Order, OrderLine, OrderReport
from stallkeeper.orders.quick_values import quick_copier

_with_words = quick_copier(OrderReport, "native_status", "lines")
_with_word = quick_copier(OrderLine, "native_status")
_read_as = quick_copier(Order, "native_status", "report")


def todays_report(aliases: Mapping[str, str], report: OrderReport) -> OrderReport:
    """`report` itself where it holds no old word of a status, of the order or of a line."""
    if not aliases or not any(word in aliases for word in _words(report)):
        return report
    lines = tuple(
        line if (word := aliases.get(line.native_status or "")) is None else _with_word(line, word)
        for line in report.lines
    )
    return _with_words(report, aliases.get(report.native_status, report.native_status), lines)


def _words(report: OrderReport) -> Iterator[str | None]:
    yield report.native_status
    yield from (line.native_status for line in report.lines)


def todays_order(machine: Machine, order: Order) -> Order:
    """`order` itself where it is stored without an old word."""
    aliases = machine.spec.aliases
    if not aliases:
        return order
    report = todays_report(aliases, order.report)
    native = aliases.get(order.native_status, order.native_status)
    return order if report is order.report and native == order.native_status else _read_as(order, native, report)
