"""An order of a story in; the native record that a client in memory lists, out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from hashlib import blake2b
from typing import Any

from stallkeeper.order_fields import ORDER_FIELDS
from stallkeeper.orders import OrderLine, OrderReport
from stallkeeper.spec.scenario_spec import ScenarioLine, ScenarioOrder

ORDER_ID = "story"


@dataclass(frozen=True, slots=True)
class MemoryRecord:
    """A report that is its own native record: nothing is mapped, so a story tests the rules and not a binding."""

    told: OrderReport

    @property
    def id(self) -> str:
        return self.told.id

    @property
    def raw(self) -> bytes:
        return repr(self.told).encode()

    @property
    def digest(self) -> bytes:
        return blake2b(self.raw, digest_size=16).digest()

    @property
    def problem(self) -> str | None:
        return None

    def report(self) -> OrderReport:
        """Lines of its own: whoever takes it in may write on them, and what the marketplace shows stays as it is."""
        return replace(self.told, lines=tuple(replace(line) for line in self.told.lines))


def first_report(order: ScenarioOrder, native: str, now: datetime) -> OrderReport:
    """The order as the story begins. A line is known by its sku; without a word about lines there is one."""
    lines = order.lines or (ScenarioLine("SKU-1"),)
    blank = OrderReport(
        id=ORDER_ID,
        native_status=native,
        ordered_at=now - order.age,
        modified_at=now,
        lines=tuple(
            OrderLine(id=line.sku, sku=line.sku, quantity=line.quantity, native_status=line.native_status)
            for line in lines
        ),
    )
    return with_fields(blank, order.fields)


def with_fields(report: OrderReport, fields: Mapping[str, Any]) -> OrderReport:
    """`report` with order fields set: canonical ones in their place, the channel's own among its extras."""
    canonical = {name: value for name, value in fields.items() if name in ORDER_FIELDS}
    own = {name: value for name, value in fields.items() if name not in ORDER_FIELDS}
    return replace(report, **canonical, extras={**report.extras, **own})


def with_line_words(report: OrderReport, words: Mapping[str, str]) -> OrderReport:
    """`report` with the native words of some lines, by line id."""
    lines = tuple(replace(line, native_status=words.get(line.id, line.native_status)) for line in report.lines)
    return replace(report, lines=lines)
