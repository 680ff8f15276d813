"""The floor: the same work by hand, for one API only. Pages over HTTP into SQLite, mapped, checked, change-detected.

Run as `python -m tests.benchmarks.floor DATABASE BASE_URL PATH`. It shows what the work costs when nothing is data.
"""

from __future__ import annotations

import hashlib
import sqlite3
import sys
from collections.abc import Callable, Iterator
from typing import Any

import fastjsonschema
import httpx
import orjson

from tests.benchmarks.orders import NATIVE

CANONICAL = {native: status for native, (status, _) in NATIVE.items()}
AMOUNT, WORD = {"type": "number", "minimum": 0}, {"type": "string", "minLength": 1}


def shape(**fields: Any) -> dict[str, Any]:
    """The schema of an object that has to have all of these fields, and may have others."""
    return {"type": "object", "properties": fields, "required": sorted(fields)}


SOLD = shape(line_id=WORD, sku=WORD, quantity={"type": "integer", "minimum": 1}, unit_price=AMOUNT)
RECORD = shape(
    order_id=WORD,
    status={"enum": sorted(CANONICAL)},
    created_at=WORD,
    updated_at=WORD,
    currency={"type": "string", "minLength": 3, "maxLength": 3},
    total=AMOUNT,
    lines={"type": "array", "items": SOLD, "minItems": 1},
)
TABLES = {
    "orders": ("id primary key", "status", "native", "created", "updated", "currency", "total", "digest", "body"),
    "lines": ("line primary key", "of", "sku", "units", "price", "status"),
    "history": ("of", "at", "status", "native"),
}


class Ledger:
    """One SQLite file; a page is one transaction, and an order that has not changed costs a look at its digest."""

    def __init__(self, path: str) -> None:
        self._database = sqlite3.connect(path, isolation_level=None)
        self._check: Callable[[Any], Any] = fastjsonschema.compile(RECORD)
        for setting in ("journal_mode = wal", "synchronous = normal"):
            self._database.execute(f"pragma {setting}")
        for table, columns in TABLES.items():
            self._database.execute(f"create table if not exists {table} ({', '.join(columns)})")

    def enter(self, records: list[dict[str, Any]]) -> None:
        """Take a page in."""
        held = self._digests([record["order_id"] for record in records])
        new = []
        for record in records:
            body = orjson.dumps(record)
            digest = hashlib.blake2b(body, digest_size=16).digest()
            if held.get(record["order_id"]) != digest:
                self._check(record)
                new.append((record, digest, body))
        self._database.execute("begin")
        self._write("orders", (_order_row(*each) for each in new))
        self._write("lines", (row for record, _, _ in new for row in _line_rows(record)))
        self._write("history", (_history_row(record) for record, _, _ in new))
        self._database.execute("commit")

    def _digests(self, ids: list[str]) -> dict[str, bytes]:
        holes = ", ".join("?" for _ in ids)
        return dict(self._database.execute(f"select id, digest from orders where id in ({holes})", ids))

    def _write(self, table: str, rows: Iterator[tuple[Any, ...]]) -> None:
        holes = ", ".join("?" for _ in TABLES[table])
        self._database.executemany(f"insert or replace into {table} values ({holes})", rows)


def _order_row(record: dict[str, Any], digest: bytes, body: bytes) -> tuple[Any, ...]:
    told = (record[name] for name in ("status", "created_at", "updated_at", "currency", "total"))
    return (record["order_id"], CANONICAL[record["status"]], *told, digest, body)


def _line_rows(record: dict[str, Any]) -> Iterator[tuple[Any, ...]]:
    order_id = record["order_id"]
    for line in record["lines"]:
        status = CANONICAL[line["status"]]
        yield line["line_id"], order_id, line["sku"], line["quantity"], line["unit_price"], status


def _history_row(record: dict[str, Any]) -> tuple[Any, ...]:
    return record["order_id"], record["updated_at"], CANONICAL[record["status"]], record["status"]


def pages(base: str, route: str) -> Iterator[list[dict[str, Any]]]:
    """Every page's records, first to last."""
    following: int | None = 1
    with httpx.Client(base_url=base, timeout=30) as client:
        client.headers["Authorization"] = "Bearer t0ken"
        while following is not None:
            page = orjson.loads(client.get(route, params={"page": following}).raise_for_status().content)
            yield page["data"]
            following = page["next_page"]


if __name__ == "__main__":
    ledger = Ledger(sys.argv[1])
    for each in pages(*sys.argv[2:4]):
        ledger.enter(each)
