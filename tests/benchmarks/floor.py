"""The floor: the same work by hand, for one API only. Pages over HTTP into SQLite, mapped, checked, change-detected.

Run as `python -m tests.benchmarks.floor DATABASE BASE_URL PATH`. It shows what the work costs when nothing is data.
"""

from __future__ import annotations

import hashlib
import sqlite3
import sys
from collections.abc import Iterator
from typing import Any

import fastjsonschema
import httpx
import orjson

from tests.benchmarks.orders import NATIVE

CANONICAL = {native: status for native, (status, _) in NATIVE.items()}
SCHEMA = {
    "type": "object",
    "required": ["order_id", "status", "created_at", "currency", "total", "lines"],
    "properties": {
        "order_id": {"type": "string", "minLength": 1},
        "status": {"enum": list(CANONICAL)},
        "created_at": {"type": "string"},
        "currency": {"type": "string", "pattern": "^[A-Z]{3}$"},
        "total": {"type": "number"},
        "lines": {
            "type": "array",
            "minItems": 1,
            "items": {
                "type": "object",
                "required": ["line_id", "sku", "quantity", "unit_price"],
                "properties": {"quantity": {"type": "integer", "minimum": 1}, "unit_price": {"type": "number"}},
            },
        },
    },
}
TABLES = """
create table if not exists orders(id text primary key, status text, native text, created text, updated text,
  currency text, total real, digest blob, body blob);
create table if not exists lines(order_id text, id text, sku text, quantity int, price real, status text,
  primary key(order_id, id)) without rowid;
create table if not exists history(order_id text, at text, status text, native text);
"""
PUT_ORDER = """insert into orders values(?,?,?,?,?,?,?,?,?) on conflict(id) do update set status=excluded.status,
 native=excluded.native, updated=excluded.updated, total=excluded.total, digest=excluded.digest, body=excluded.body"""
PUT_LINE = """insert into lines values(?,?,?,?,?,?) on conflict(order_id, id) do update set sku=excluded.sku,
 quantity=excluded.quantity, price=excluded.price, status=excluded.status"""


def pages(base: str, path: str) -> Iterator[list[dict[str, Any]]]:
    with httpx.Client(base_url=base, headers={"Authorization": "Bearer t0ken"}, timeout=30) as client:
        number: int | None = 1
        while number:
            answer = client.get(path, params={"page": number})
            answer.raise_for_status()
            body = orjson.loads(answer.content)
            yield body["data"]
            number = body["next_page"]


def store_page(database: sqlite3.Connection, records: list[dict[str, Any]], check: Any) -> None:
    marks = ",".join("?" * len(records))
    known = dict(
        database.execute(f"select id, digest from orders where id in ({marks})", [one["order_id"] for one in records])
    )
    rows, lines, history = [], [], []
    for one in records:
        body = orjson.dumps(one)
        digest = hashlib.blake2b(body, digest_size=16).digest()
        if known.get(one["order_id"]) == digest:
            continue
        check(one)
        status = CANONICAL[one["status"]]
        rows.append(
            (
                one["order_id"],
                status,
                one["status"],
                one["created_at"],
                one["updated_at"],
                one["currency"],
                one["total"],
                digest,
                body,
            )
        )
        lines += [
            (
                one["order_id"],
                line["line_id"],
                line["sku"],
                line["quantity"],
                line["unit_price"],
                CANONICAL[line["status"]],
            )
            for line in one["lines"]
        ]
        history.append((one["order_id"], one["updated_at"], status, one["status"]))
    database.execute("begin")
    database.executemany(PUT_ORDER, rows)
    database.executemany(PUT_LINE, lines)
    database.executemany("insert into history values(?,?,?,?)", history)
    database.execute("commit")


def main(path: str, base: str, route: str) -> None:
    database = sqlite3.connect(path, isolation_level=None)
    database.execute("pragma journal_mode=wal")
    database.execute("pragma synchronous=normal")
    database.executescript(TABLES)
    check = fastjsonschema.compile(SCHEMA)
    for records in pages(base, route):
        store_page(database, records, check)


if __name__ == "__main__":
    main(*sys.argv[1:4])
