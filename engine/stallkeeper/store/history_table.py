"""What happened in, rows of `history` under a seal out; and back, in the order in which we learned it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from stallkeeper.orders import Event, Note, OrderKey, Via
from stallkeeper.store.cells import instant_cell
from stallkeeper.store.chain import BEGINS, SEAL_COLUMNS, SEALED_COLUMNS, Seal, canonical, cover, seal_cells, seal_of
from stallkeeper.store.columns import Cells, insertions, is_empty, places
from stallkeeper.store.database import Database
from stallkeeper.store.event_rows import EVENT, event_cells, event_from
from stallkeeper.store.order_rows import key_cells
from stallkeeper.store.typed_json import mapping_cell

_NEWEST_SEAL = f"SELECT {', '.join(SEAL_COLUMNS)} FROM seals ORDER BY number DESC LIMIT 1"
_ADD_SEAL = f"INSERT INTO seals ({', '.join(SEAL_COLUMNS)}) VALUES ({places(len(SEAL_COLUMNS))})"
_OF_ORDER = (
    f"SELECT {', '.join(f'h.{column}' for column in EVENT)}"
    " FROM history AS h JOIN orders AS o ON o.number = h.order_number"
    " WHERE o.id = ? AND o.channel = ? AND o.scope = ? ORDER BY h.number"
)


class HistoryTable:
    """Reads, and writes that belong inside a transaction: each call that writes closes what it wrote with one seal."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self.via: Via = "api"

    def of_order(self, key: OrderKey) -> tuple[Event, ...]:
        """What happened to the order."""
        return tuple(event_from(key, row) for row in self._database.rows(_OF_ORDER, key_cells(key)))

    def add(self, numbers: Sequence[int], events: Sequence[Event], cause: str | None) -> None:
        """Append events of the orders `numbers`; `cause` is what all of them come from, where it is one thing."""
        if not events:
            return
        before, last = self._newest_seal(), self._last()
        first = 1 + (last if before is None else max(last, before.last))
        columns: dict[str, Cells] = {
            "number": range(first, first + len(events)),
            **event_cells(numbers, events),
            "covered": [None] * len(events),
        }
        if not is_empty(columns["details_json"]):
            columns["salt"], columns["covered"] = cover(columns["details_json"])
        rows = canonical(_with_ids(zip(*(columns[name] for name in SEALED_COLUMNS), strict=True), events))
        if first == last + 1:
            del columns["number"]  # SQLite gives the same one, for less than it costs to say it
        for statement, values in insertions("history", columns, self._database.most_values):
            self._database.change_many(statement, values)
        self._add_seal(
            seal_of(before, rows, first, first + len(events) - 1, instant_cell(events[0].at), self.via, cause, None)
        )

    def note(self, note: Note, cause: str | None = None) -> None:
        """Append what is about no single order."""
        before = self._newest_seal()
        last = self._last() if before is None else before.last
        text = mapping_cell({"kind": note.kind, "who": note.who, "details": note.details})
        self._add_seal(seal_of(before, b"", last + 1, last, instant_cell(note.at), self.via, cause, text))

    def _newest_seal(self) -> Seal | None:
        row = self._database.row(_NEWEST_SEAL)
        return Seal(*row) if row else None

    def _add_seal(self, seal: Seal) -> None:
        self._database.change(_ADD_SEAL, seal_cells(seal))

    def _last(self) -> int:
        row = self._database.row("SELECT max(number) FROM history")
        return row[0] or 0 if row else 0


def _with_ids(lines: Iterable[tuple[Any, ...]], events: Sequence[Event]) -> list[tuple[Any, ...]]:
    found = list(lines)
    for position, event in enumerate(events):
        if event.kind == BEGINS:
            key = event.key
            found[position] += (key.scope, key.channel, key.id)
    return found
