"""Texts of buyers who were erased in; where any of them still stands, in rows or in bytes on disk, out."""

from __future__ import annotations

import mmap
import os
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from stallkeeper.errors import StoreError
from stallkeeper.orders import OrderKey
from stallkeeper.store.database import IN_MEMORY, Database
from stallkeeper.store.needles import Needles
from stallkeeper.text.written_forms import stored_forms, written_forms

MOST_BYTES = 8_000_000_000
"""How much is read through at most in looking for one run's texts in the files' bytes: seconds, not hours."""

_SECRETS = frozenset({"kept_tokens"})
_ONLY = {"seals": ["note_json"]}
"""Of a seal all else are digests."""
_WITHOUT_OURS = {
    ("orders", "erased_under"): "NULL",
    ("history", "details_json"): "iif(kind = 'erased', NULL, details_json)",
    ("seals", "note_json"): (
        "CASE WHEN json_valid(note_json) AND json_extract(note_json, '$.kind') = 'erased' THEN NULL ELSE note_json END"
    ),
}
"""What an erasure says of itself is made of rules and counts: a text that happens to be a part of it is no leftover. A
note that somebody garbled is looked through as it is.
"""


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

    def in_rows(self, values: Mapping[OrderKey, Collection[str]]) -> list[str]:
        """Tables and columns that still hold one of the texts: each order's own rows its own, all others any."""
        owned, others = self._tables()
        found = {
            place
            for key, texts in values.items()
            for table, columns, owner in owned
            for place in self._in_order(key, table, columns, owner, texts)
        }
        every = frozenset[str]().union(*values.values())
        needles = Needles([form for text in every for form in written_forms(text)])
        for table, columns in others:
            found.update(self._in_table(table, columns, needles))
        return sorted(found)

    def _tables(self) -> tuple[list[tuple[str, list[str], str]], list[tuple[str, list[str]]]]:
        """Those with rows of one order each, with the column that says of which; and those without."""
        owned, others = [], []
        rows = self._database.rows("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'")
        for (table,) in rows:
            columns = [row[1] for row in self._database.rows(f'PRAGMA table_info("{table}")')]
            if table == "orders" or "order_number" in columns:
                owned.append((table, columns, "number" if table == "orders" else "order_number"))
            elif table not in _SECRETS:
                others.append((table, _ONLY.get(table, columns)))
        return owned, others

    def _in_order(
        self, key: OrderKey, table: str, columns: Sequence[str], owner: str, texts: Collection[str]
    ) -> Iterator[str]:
        rows = self._database.rows(
            f'SELECT {", ".join(_of_others(table, each) for each in columns)} FROM "{table}" WHERE {owner} ='
            " (SELECT number FROM orders WHERE id = ? AND channel = ? AND scope = ?)",
            (key.id, key.channel, key.scope),
        )
        for column, cells in zip(columns, zip(*rows, strict=True), strict=False):
            held = _together(cells)
            if held and any(form in held for text in texts for form in written_forms(text)):
                yield f"{table}.{column}"

    def _in_table(self, table: str, columns: Sequence[str], needles: Needles) -> Iterator[str]:
        for column in columns:
            held = _together(
                row[0] for row in self._database.rows(f'SELECT {_of_others(table, column)} FROM "{table}"')
            )
            if needles.stand_in(held):
                yield f"{table}.{column}"

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
        """Whether an order whose buyer is kept holds it, or commerce does, or what erasures say of themselves."""
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
    "(SELECT details_json FROM history WHERE kind = 'erased')": ("details_json",),
}


def _of_others(table: str, column: str) -> str:
    return _WITHOUT_OURS.get((table, column), column)


def _together(cells: Iterable[object]) -> bytes:
    """All texts and bytes of a column."""
    held = (cell.encode() if isinstance(cell, str) else cell for cell in cells)
    return b"\n".join(cell for cell in held if isinstance(cell, bytes))


def _as_many(values: list[str], size: int, most_bytes: int) -> list[str]:
    """As many as can be looked for, spread evenly over all of them."""
    affordable = max(most_bytes // max(size, 1), 1)
    step = -(-len(values) // affordable) if values else 1
    return values[:: max(step, 1)]


def _in_file(name: str, values: list[str]) -> Iterator[str]:
    if not os.path.getsize(name):
        return
    with open(name, "rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as content:
        for value in values:
            if any(content.find(form) >= 0 for form in stored_forms(value)):
                yield value
