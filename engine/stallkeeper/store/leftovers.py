"""Texts of buyers who were erased in; where any of them still stands, in rows or in bytes on disk, out."""

from __future__ import annotations

import mmap
import os
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from stallkeeper.errors import StoreError
from stallkeeper.orders import OrderKey
from stallkeeper.store.columns import places
from stallkeeper.store.database import IN_MEMORY, Database
from stallkeeper.store.order_table import chunks
from stallkeeper.text.written_forms import written_forms

MOST_BYTES = 4_000_000_000
"""How much is read through at most in looking for one run's texts: seconds, not hours."""

_SECRETS = frozenset({"kept_tokens"})
_ONLY_NOTES = frozenset({"seals"})


@dataclass(frozen=True, slots=True)
class OnDisk:
    """How many of the texts were looked for in the bytes of the files, and in which files any was found."""

    looked_for: int
    of: int
    found_in: tuple[str, ...]
    made_anew: bool


class Leftovers:
    """Reads, and makes the file anew."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def in_rows(self, keys: Sequence[OrderKey], values: Collection[str]) -> list[str]:
        """Tables and columns that still hold one of the texts: the rows of those orders, and all that are of none."""
        numbers = self._numbers(keys)
        return sorted({place for table in self._tables() for place in self._in_table(table, numbers, values)})

    def _numbers(self, keys: Sequence[OrderKey]) -> list[int]:
        rows = (
            self._database.row(
                "SELECT number FROM orders WHERE id = ? AND channel = ? AND scope = ?", (key.id, key.channel, key.scope)
            )
            for key in keys
        )
        return [row[0] for row in rows if row is not None]

    def _tables(self) -> list[str]:
        rows = self._database.rows("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'")
        return [row[0] for row in rows if row[0] not in _SECRETS]

    def _in_table(self, table: str, numbers: list[int], values: Collection[str]) -> Iterator[str]:
        columns = [row[1] for row in self._database.rows(f'PRAGMA table_info("{table}")')]
        owner = "number" if table == "orders" else "order_number" if "order_number" in columns else None
        if table in _ONLY_NOTES:
            columns = ["note_json"]
        selected = f'SELECT {", ".join(columns)} FROM "{table}"'
        forms = [form for value in values for form in written_forms(value)]
        if owner is None:
            yield from _found(table, columns, self._database.rows(selected), forms)
            return
        for some in chunks(numbers):
            rows = self._database.rows(f"{selected} WHERE {owner} IN ({places(len(some))})", some)
            yield from _found(table, columns, rows, forms)

    def on_disk(self, values: Collection[str], most_bytes: int = MOST_BYTES) -> OnDisk:
        """Make the file anew, then look for the texts in all bytes of it and of its log, as far as `most_bytes` go.

        A text that an order of the same buyer still holds is no leftover.
        """
        made_anew = self._made_anew()
        path = self._database.path
        files = [] if path == IN_MEMORY else [name for name in (path, f"{path}-wal") if os.path.exists(name)]
        looked_for = _as_many(sorted(values), sum(map(os.path.getsize, files)), most_bytes)
        found = {name for name in files for value in _in_file(name, looked_for) if not self._is_held(value)}
        return OnDisk(len(looked_for), len(values), tuple(sorted(map(os.path.basename, found))), made_anew)

    def _made_anew(self) -> bool:
        """Whether it could be; another program may be at work in it for longer than anybody waits."""
        try:
            return self._database.make_anew()
        except StoreError:
            return False

    def _is_held(self, value: str) -> bool:
        """Whether an order whose buyer is kept holds it, or commerce does."""
        text = value.lower()
        for table, columns in _MAY_HOLD.items():
            where = " OR ".join(f"instr(lower(CAST({column} AS TEXT)), ?1)" for column in columns)
            if self._database.row(f"SELECT 1 FROM {table} WHERE {where} LIMIT 1", (text,)) is not None:
                return True
        return False


_MAY_HOLD = {
    "personal": ("billing_json", "delivery_json", "payload"),
    "orders": ("id", "account", "native_status", "parcels_json", "extras_json", "site", "fulfilment"),
    "lines": ("sku", "title", "product_id", "condition", "native_status"),
    "submissions": ("fields_json", "receipt", "error"),
}


def _found(table: str, columns: Sequence[str], rows: list[tuple[object, ...]], forms: list[bytes]) -> Iterator[str]:
    for row in rows:
        for column, cell in zip(columns, row, strict=True):
            held = cell.encode() if isinstance(cell, str) else cell
            if isinstance(held, bytes) and any(form in held for form in forms):
                yield f"{table}.{column}"


def _as_many(values: list[str], size: int, most_bytes: int) -> list[str]:
    """As many as can be looked for, spread evenly over all of them."""
    forms = sum(len(written_forms(value)) for value in values[:50]) / max(len(values[:50]), 1)
    affordable = max(int(most_bytes / max(size * forms, 1)), 1)
    step = -(-len(values) // affordable) if values else 1
    return values[:: max(step, 1)]


def _in_file(name: str, values: list[str]) -> Iterator[str]:
    if not os.path.getsize(name):
        return
    with open(name, "rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as content:
        for value in values:
            if any(content.find(form) >= 0 for form in written_forms(value)):
                yield value
