"""A history of a version that had no chain in, the same history under seals out: part of a migration."""

from __future__ import annotations

import sqlite3
from typing import Any

from stallkeeper.store.chain import SEAL_COLUMNS, SEALED_COLUMNS, Seal, canonical, cover, seal_cells, seal_of
from stallkeeper.store.columns import places
from stallkeeper.store.schema_changes import SEALED

CAUSE = "migration"
_AT_A_TIME = 1000
_DETAILS = len(SEALED_COLUMNS)


def seal_what_is_there(connection: sqlite3.Connection) -> None:
    """Seal every line as it stands, some at a time: the chain proves it from now on, and says nothing of before."""
    before: Seal | None = None
    while rows := _next(connection, before.last if before is not None else 0):
        before = _seal(connection, before, rows)
    for statement in SEALED:
        connection.execute(statement)


def _next(connection: sqlite3.Connection, after: int) -> list[tuple[Any, ...]]:
    return connection.execute(
        f"SELECT {', '.join(SEALED_COLUMNS)}, details_json FROM history"
        f" WHERE number > ? ORDER BY number LIMIT {_AT_A_TIME}",
        (after,),
    ).fetchall()


def _seal(connection: sqlite3.Connection, before: Seal | None, rows: list[tuple[Any, ...]]) -> Seal:
    salts, digests = cover([row[_DETAILS] for row in rows])
    connection.executemany(
        "UPDATE history SET salt = ?, covered = ? WHERE number = ?",
        [(salt, digest, row[0]) for salt, digest, row in zip(salts, digests, rows, strict=True) if salt is not None],
    )
    held = canonical([*row[: _DETAILS - 1], digest] for row, digest in zip(rows, digests, strict=True))
    seal = seal_of(before, held, rows[0][0], rows[-1][0], rows[0][2], "api", CAUSE, None)
    connection.execute(f"INSERT INTO seals VALUES ({places(len(SEAL_COLUMNS))})", seal_cells(seal))
    return seal
