"""Orders and counts go in, tables as values come out, and aligned text of any table."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from unicodedata import east_asian_width

from stallkeeper.orders import AuditEntry, Event, Note, Order
from stallkeeper.render.money import format_money
from stallkeeper.render.pen import printable, shortened
from stallkeeper.words import STATUSES

UNKNOWN = "unknown"
"""How the absence of a canonical status is shown."""


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of text under headers. Columns in `right` (by index) are aligned to the right."""

    headers: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    right: frozenset[int] = frozenset()


def text_table(table: Table) -> str:
    """One line per row under the headers, two spaces between columns, nothing behind the last; control signs shown."""
    lines = [table.headers, *(tuple(printable(cell) for cell in row) for row in table.rows)]
    widths = [max(width(line[index]) for line in lines) for index in range(len(table.headers))]
    return "\n".join(_line(table, line, widths) for line in lines)


def _line(table: Table, cells: Sequence[str], widths: Sequence[int]) -> str:
    padded = []
    for index, (cell, wide) in enumerate(zip(cells, widths, strict=True)):
        space = " " * (wide - width(cell))
        padded.append(space + cell if index in table.right else cell + space)
    return "  ".join(padded).rstrip()


def width(text: str) -> int:
    """How many columns of a terminal the text takes."""
    return sum(2 if east_asian_width(character) in "WF" else 1 for character in text)


ORDER_HEADERS = ("order", "channel", "account", "status", "native", "ordered", "total", "flags")


def orders_table(orders: Iterable[Order]) -> Table:
    """A listing of orders, in the order given; no personal data."""
    return Table(ORDER_HEADERS, tuple(order_cells(order) for order in orders), frozenset({6}))


def order_cells(order: Order) -> tuple[str, ...]:
    """What a listing shows of an order."""
    ordered_at = order.report.ordered_at
    return (
        order.id,
        order.channel,
        order.account,
        marked(order, order.status or UNKNOWN),
        shortened(order.native_status),
        f"{ordered_at:%Y-%m-%d %H:%M}" if ordered_at is not None else "",
        format_money(order.total),
        ", ".join(order.flags),
    )


def marked(order: Order, text: str) -> str:
    """The text, and in front of it that the order is no real one."""
    return f"TEST {text}" if order.is_test else text


def counts_table(counts: Mapping[tuple[str, str | None], int]) -> Table:
    """How many orders stand where: statuses down in the order of an order's life, channels across, with totals."""
    channels = sorted({channel for channel, _ in counts})
    found = {status for _, status in counts}
    statuses: list[str | None] = [status for status in STATUSES if status in found]
    statuses += sorted(status for status in found if status is not None and status not in STATUSES)
    statuses += [None] if None in found else []
    rows = [(status or UNKNOWN, *_counted(counts, channels, [status])) for status in statuses]
    rows.append(("total", *_counted(counts, channels, statuses)))
    return Table(("status", *channels, "total"), tuple(rows), frozenset(range(1, len(channels) + 2)))


def _counted(
    counts: Mapping[tuple[str, str | None], int], channels: Sequence[str], statuses: Sequence[str | None]
) -> tuple[str, ...]:
    """The sum over `statuses` for each channel, and over all of them; nothing where there is none."""
    sums = [sum(counts.get((channel, status), 0) for status in statuses) for channel in channels]
    return tuple(str(number or "") for number in (*sums, sum(sums)))


AUDIT_HEADERS = ("when", "who", "from", "cause", "order", "what")


def audit_table(entries: Iterable[AuditEntry]) -> Table:
    """Who did what, in the order given."""
    return Table(AUDIT_HEADERS, tuple(_audit_cells(entry) for entry in entries))


def _audit_cells(entry: AuditEntry) -> tuple[str, ...]:
    what = entry.what
    order = what.key.id if isinstance(what, Event) else ""
    return f"{what.at:%Y-%m-%d %H:%M:%S}", what.who, entry.where, entry.cause or "", order, _audit_words(what)


def _audit_words(what: Event | Note) -> str:
    """The kind, the statuses it went through, and its details as they are."""
    moved = [what.from_status, what.to_status] if isinstance(what, Event) else []
    way = " → ".join(status for status in moved if status)
    details = ", ".join(f"{name}: {value}" for name, value in what.details.items())
    return "; ".join(part for part in (f"{what.kind} {way}".strip(), details) if part)
