"""Replayed orders go in one by one, a count of what would differ comes out; no value that tells of a person."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from stallkeeper.machine.wording import value_text
from stallkeeper.render.pen import printable
from stallkeeper.runtime.replay import Changed, Replayed

SHOWN = frozenset(
    {"status", "flags", "native_status", "offered", "ours", "lines", "parcels", "currency", "tax"}
    | {"fulfilled_by_channel", "fulfilment", "delivery_mode", "partially_canceled", "has_claim"}
    | {"lines.status", "lines.native_status", "lines.quantity", "lines.flags"}
)
"""What is grouped by its values; of all else only that it differs is told, and in how many orders."""

AMOUNTS = frozenset(
    {"total", "shipping", "commission", "refunded"}
    | {f"lines.{name}" for name in ("unit_price", "total", "shipping", "refunded", "tax_rate")}
)
_EXAMPLES = 3
_MOST_GROUPS = 200


class ReplaySummary:
    """Counts by what differs and how; its size does not grow with the number of orders."""

    def __init__(self) -> None:
        self.orders = 0
        self.differing = 0
        self.skipped = 0
        self.not_derived = 0
        """Orders whose payload is gone or is none of the new edition's: of these nothing is known."""
        self._groups: dict[tuple[str, str], list[Any]] = {}

    def add(self, replayed: Replayed) -> None:
        """Count one order."""
        self.orders += 1
        self.differing += bool(replayed.changes)
        self.skipped += bool(replayed.skipped)
        self.not_derived += bool(replayed.skipped) and not replayed.changes
        changes = replayed.changes or ((Changed(replayed.skipped, None, None),) if replayed.skipped else ())
        for change in changes:
            key = (change.what, _way(change))
            if key not in self._groups and len(self._groups) >= _MOST_GROUPS:
                key = (change.what, "in further ways")
            group = self._groups.setdefault(key, [0, []])
            group[0] += 1
            if len(group[1]) < _EXAMPLES:
                group[1].append(replayed.order.id)

    def text(self) -> str:
        """The groups, largest first, and a last line that sums up."""
        return "\n".join(self._lines()) + "\n"

    def _lines(self) -> Iterator[str]:
        for (what, way), (count, examples) in sorted(self._groups.items(), key=lambda each: (-each[1][0], each[0])):
            shown = f"{what}: {way}" if way else what
            yield f"{count:7}  {printable(shown)}  (such as {printable(', '.join(examples))})"
        if self._groups:
            yield ""
        orders = f"{self.orders} order{'s' if self.orders != 1 else ''}"
        unknown = f", {self.not_derived} could not be derived anew" if self.not_derived else ""
        yield f"{self.differing} of {orders} would differ{unknown}; nothing was changed"


def _way(change: Changed) -> str:
    return f"{_shown(change.old)} would be {_shown(change.new)}" if change.what in SHOWN else ""


def _shown(value: Any) -> str:
    if isinstance(value, tuple):
        return ", ".join(_shown(each) for each in value) or "nothing"
    return "nothing" if value is None else value_text(value)


def replayed_form(replayed: Replayed) -> dict[str, Any]:
    """One order as plain data; values of what may tell of a person are left out."""
    told = SHOWN | AMOUNTS
    return {
        "id": replayed.order.id,
        "channel": replayed.order.channel,
        "account": replayed.order.account,
        "skipped": replayed.skipped or None,
        "changes": [
            {"what": each.what} | ({"old": each.old, "new": each.new} if each.what in told else {})
            for each in replayed.changes
        ],
    }
