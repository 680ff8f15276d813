"""A path in, an open SQLite database out: our settings, whole transactions, and errors that a person can act on."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

from stallkeeper.clock import SystemClock
from stallkeeper.errors import StoreError
from stallkeeper.store.failures import translated
from stallkeeper.store.migrations import NEWEST, is_ours, migrate, version_of
from stallkeeper.store.store_file import look_at, make_ready, refuse_cut_off

Row = tuple[Any, ...]

_SETTINGS = (
    "PRAGMA synchronous = FULL",
    "PRAGMA foreign_keys = ON",
    "PRAGMA secure_delete = ON",
    "PRAGMA recursive_triggers = ON",  # else INSERT OR REPLACE would slip past the history's triggers
    "PRAGMA trusted_schema = OFF",
    "PRAGMA cell_size_check = ON",
    "PRAGMA journal_size_limit = 67108864",
)
IN_MEMORY = ":memory:"
_AT_A_TIME = 500
"""Rows of a table that is read from one end to the other."""
_PAUSE = 0.02
"""Seconds between two tries at what SQLite does not wait for by itself."""


class Database:
    """One connection. Every read is finished when it returns and holds no writer back; one lock serves threads."""

    def __init__(self, path: Path | str, *, now: datetime, busy_seconds: float, only_read: bool = False) -> None:
        self.path = str(path)
        self.busy_seconds = busy_seconds
        self._now = now
        self._lock = threading.RLock()
        with translated(self.path):
            self.connection = (_connect_to_read if only_read else _connect)(self.path, busy_seconds)
            try:
                if only_read:
                    self._prepare_to_read()
                else:
                    self._prepare(now, busy_seconds)
            except BaseException:
                self.connection.close()
                raise

    def _prepare(self, now: datetime, busy_seconds: float) -> None:
        _refuse_strangers(self.connection, self.path)
        self.connection.execute("PRAGMA page_size = 8192")  # heeded by an empty file only
        if self.path != IN_MEMORY:
            _write_ahead(self.connection, busy_seconds)
        for setting in _SETTINGS:
            self.connection.execute(setting)
        migrate(self.connection, self.transaction, now)

    def _prepare_to_read(self) -> None:
        """Look whether the file is ours and whole; nothing is set that would be written, and nothing migrated."""
        self.connection.execute("PRAGMA query_only = ON")
        _refuse_strangers(self.connection, self.path)
        self.connection.execute("PRAGMA trusted_schema = OFF")
        if version_of(self.connection) < NEWEST:
            raise StoreError(
                f"{self.path} was written by an older stallkeeper. It was left as it is. "
                "Any verb that reads or writes it, such as `stallkeeper orders`, brings it up to date."
            )

    @property
    def most_values(self) -> int:
        """How many values one statement may be given."""
        return self.connection.getlimit(sqlite3.SQLITE_LIMIT_VARIABLE_NUMBER)

    def close(self) -> None:
        with self._lock, translated(self.path):
            self.connection.close()

    def rows(self, statement: str, values: Sequence[Any] = ()) -> list[Row]:
        with self._lock, translated(self.path):
            return self.connection.execute(statement, values).fetchall()

    def row(self, statement: str, values: Sequence[Any] = ()) -> Row | None:
        with self._lock, translated(self.path):
            row: Row | None = self.connection.execute(statement, values).fetchone()
            return row

    def in_steps(self, select: str, number: str) -> Iterator[Row]:
        """All rows of `select` by `number`, its first column, some at a time: nobody waits for the end of it."""
        rows = self.rows(f"{select} ORDER BY {number} LIMIT {_AT_A_TIME}")
        while rows:
            yield from rows
            if len(rows) < _AT_A_TIME:
                return
            more = f"{select} WHERE {number} > ? ORDER BY {number} LIMIT {_AT_A_TIME}"
            rows = self.rows(more, (rows[-1][0],))

    def make_anew(self) -> bool:
        """Write the file anew, without the gaps in which old content may linger, and empty the write-ahead log.

        False when another program's reading keeps the log from being emptied; what it holds is then of no use to it.
        """
        with self._lock, translated(self.path):
            self.connection.execute("VACUUM")
            busy: int = self.connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]
            return not busy

    def change(self, statement: str, values: Sequence[Any]) -> int:
        """Run one statement inside a transaction; how many rows it touched."""
        return self.connection.execute(statement, values).rowcount

    def change_many(self, statement: str, many_values: Iterable[Sequence[Any]]) -> None:
        self.connection.executemany(statement, many_values)

    @contextmanager
    def snapshot(self) -> Iterator[None]:
        """All that is read inside is of one moment, whatever other processes write meanwhile."""
        with self._lock, translated(self.path):
            if self.connection.in_transaction:
                yield
                return
            self.connection.execute("BEGIN")
            try:
                yield
            finally:
                self.connection.execute("COMMIT")

    @contextmanager
    def aside(self) -> Iterator[Database]:
        """All of one moment, for reading that takes long: by a connection of its own, so that nobody waits for it."""
        if self.path == IN_MEMORY:
            with self.snapshot():
                yield self
            return
        other = Database(self.path, now=self._now, busy_seconds=self.busy_seconds, only_read=True)
        try:
            with other.snapshot():
                yield other
        finally:
            other.close()

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All of what is written inside, or nothing. Takes the write lock at once, so that what it reads stays true."""
        with self._lock, translated(self.path):
            self.connection.execute("BEGIN IMMEDIATE")
            try:
                yield
                self.connection.execute("COMMIT")
            except BaseException:
                if self.connection.in_transaction:
                    self.connection.execute("ROLLBACK")
                raise


def _connect(path: str, busy_seconds: float) -> sqlite3.Connection:
    if path != IN_MEMORY:
        make_ready(Path(path))
    return sqlite3.connect(
        path, timeout=busy_seconds, isolation_level=None, check_same_thread=False, cached_statements=256
    )


def _connect_to_read(path: str, busy_seconds: float) -> sqlite3.Connection:
    """SQLite itself refuses every write; what another process has in the write-ahead log is read as well."""
    look_at(Path(path))
    return sqlite3.connect(
        f"{Path(path).resolve().as_uri()}?mode=ro",
        uri=True,
        timeout=busy_seconds,
        isolation_level=None,
        check_same_thread=False,
    )


def _write_ahead(connection: sqlite3.Connection, busy_seconds: float) -> None:
    """Switch to the write-ahead log. Where another process is at it too, SQLite does not wait by itself here."""
    for remaining in reversed(range(1 + int(busy_seconds / _PAUSE))):
        try:
            connection.execute("PRAGMA journal_mode = WAL")
            return
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY or not remaining:
                raise
            SystemClock().sleep(_PAUSE)


def _refuse_strangers(connection: sqlite3.Connection, path: str) -> None:
    """Before anything is written. Looked at in one transaction, for another process may be making the file just now."""
    connection.execute("BEGIN")
    if path != IN_MEMORY:
        refuse_cut_off(connection, path)
    ours, version = is_ours(connection), version_of(connection)
    connection.execute("COMMIT")
    if not ours:
        raise StoreError(
            f"{path} is a database of another program. It was left as it is. Name another file as the `store:`."
        )
    if version > NEWEST:
        raise StoreError(
            f"{path} was written by a newer stallkeeper (store version {version}; this one knows up to {NEWEST}). "
            "It was left as it is. Update stallkeeper, or name another file as the `store:`."
        )
