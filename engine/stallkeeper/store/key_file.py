"""A store's path in; its secrets, the digests of erased orders and the keys of documents out, in a file of their own.

It lies beside the database and outside of its backups: a copy of the database tells nothing of an erased order, and
cannot open an erased document. Made when it is first needed.
"""

from __future__ import annotations

import hmac
import os
import sqlite3
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from functools import cached_property
from pathlib import Path

from stallkeeper.orders import OrderKey
from stallkeeper.store.cells import instant_cell
from stallkeeper.store.columns import places
from stallkeeper.store.failures import translated
from stallkeeper.store.store_file import keep_private

IN_MEMORY = ":memory:"
_TABLES = (
    "CREATE TABLE IF NOT EXISTS secrets (name TEXT PRIMARY KEY, value BLOB NOT NULL) WITHOUT ROWID",
    "CREATE TABLE IF NOT EXISTS tombstones (digest BLOB PRIMARY KEY, at INTEGER NOT NULL, rule TEXT NOT NULL)"
    " WITHOUT ROWID",
    "CREATE TABLE IF NOT EXISTS document_keys (digest BLOB PRIMARY KEY, value BLOB NOT NULL) WITHOUT ROWID",
)
_SETTINGS = ("PRAGMA secure_delete = ON", "PRAGMA journal_mode = DELETE", "PRAGMA synchronous = EXTRA")
"""No write-ahead log: a key that is destroyed leaves nothing behind, and its end is on disk when the call returns."""

_SECRET, _TOKENS = "store", "tokens"
_BYTES = 32
_AT_ONCE = 500


class KeyFile:
    """Opened at its first use. Every change is on disk when the call returns."""

    def __init__(self, store: str, busy_seconds: float) -> None:
        self.path = IN_MEMORY if store == IN_MEMORY else f"{store}.keys"
        self._busy_seconds = busy_seconds
        self._connection: sqlite3.Connection | None = None
        self._lock = threading.RLock()

    def close(self) -> None:
        with self._lock:
            if self._connection is not None:
                self._connection.close()
                self._connection = None

    @contextmanager
    def _open(self) -> Iterator[sqlite3.Connection]:
        with self._lock, translated(self.path):
            if self._connection is None:
                self._connection = _opened(self.path, self._busy_seconds)
            yield self._connection

    @property
    def _is_there(self) -> bool:
        """Whether anything may be in it; looking does not make it."""
        return self._connection is not None or (self.path != IN_MEMORY and os.path.exists(self.path))

    # The secret, and what is known of erased orders

    @cached_property
    def _secret(self) -> bytes:
        return self._made_once(_SECRET)

    @cached_property
    def _token_key(self) -> bytes:
        return self._made_once(_TOKENS)

    def token_key(self) -> bytes:
        """What refresh tokens in the database are encrypted with."""
        return self._token_key

    def _made_once(self, name: str) -> bytes:
        with self._open() as connection:
            connection.execute("INSERT OR IGNORE INTO secrets VALUES (?, ?)", (name, os.urandom(_BYTES)))
            row = connection.execute("SELECT value FROM secrets WHERE name = ?", (name,)).fetchone()
        return bytes(row[0])

    def keyed(self, value: bytes) -> bytes:
        """A digest of 16 bytes that only this store can make."""
        return hmac.digest(self._secret, value, "sha256")[:16]

    def digest(self, key: OrderKey) -> bytes:
        """What is known of an order that is known no more."""
        return hmac.digest(self._secret, "\0".join((key.scope, key.channel, key.id)).encode(), "sha256")

    def bury(self, several: Iterable[tuple[OrderKey, datetime, str]]) -> None:
        """Note that these orders were erased, when and under which rule: their buyers never come back."""
        rows = [(self.digest(key), instant_cell(at), rule) for key, at, rule in several]
        with self._open() as connection, _whole(connection):
            connection.executemany("INSERT OR IGNORE INTO tombstones VALUES (?, ?, ?)", rows)

    def buried(self, keys: Iterable[OrderKey]) -> dict[OrderKey, str]:
        """Those of `keys` that were erased once, in their order, and under which rule."""
        if not self.count_buried():
            return {}
        digests = {self.digest(key): key for key in keys}
        found: dict[bytes, str] = {}
        several = list(digests)
        with self._open() as connection:
            for start in range(0, len(several), _AT_ONCE):
                some = several[start : start + _AT_ONCE]
                rows = connection.execute(
                    f"SELECT digest, rule FROM tombstones WHERE digest IN ({places(len(some))})", some
                )
                found.update({bytes(digest): rule for digest, rule in rows})
        return {key: found[digest] for digest, key in digests.items() if digest in found}

    def count_buried(self) -> int:
        """How many orders were erased, ever."""
        if not self._is_there:
            return 0
        with self._open() as connection:
            count: int = connection.execute("SELECT count(*) FROM tombstones").fetchone()[0]
        return count

    # Keys of documents

    def document_key(self, key: OrderKey) -> bytes | None:
        """The key of an order's documents; None where there is none, or none any more."""
        if not self._is_there:
            return None
        with self._open() as connection:
            row = connection.execute("SELECT value FROM document_keys WHERE digest = ?", (self.digest(key),)).fetchone()
        return bytes(row[0]) if row else None

    def make_document_key(self, key: OrderKey) -> bytes:
        """The key of an order's documents, made where there is none."""
        with self._open() as connection:
            connection.execute(
                "INSERT OR IGNORE INTO document_keys VALUES (?, ?)", (self.digest(key), os.urandom(_BYTES))
            )
        made = self.document_key(key)
        assert made is not None
        return made

    def destroy_document_key(self, key: OrderKey) -> bool:
        """Overwrite and drop it; whatever was encrypted with it can be read by nobody any more."""
        return self._is_there and self.destroy_document_key_of(self.digest(key))

    def destroy_document_key_of(self, digest: bytes) -> bool:
        """The same, of an order that is known by its digest alone."""
        with self._open() as connection:
            gone = connection.execute("DELETE FROM document_keys WHERE digest = ?", (digest,)).rowcount
        return gone == 1

    def buried_with_documents(self) -> list[bytes]:
        """Digests of erased orders that have a key of documents all the same."""
        if not self._is_there:
            return []
        with self._open() as connection:
            rows = connection.execute("SELECT digest FROM document_keys JOIN tombstones USING (digest)").fetchall()
        return [bytes(row[0]) for row in rows]

    def __repr__(self) -> str:
        return "KeyFile(…)"


def _opened(path: str, busy_seconds: float) -> sqlite3.Connection:
    if path != IN_MEMORY:
        with suppress(OSError):  # it is there, or cannot be: SQLite says what cannot be done with it
            os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
        keep_private(Path(path))
    connection = sqlite3.connect(path, timeout=busy_seconds, isolation_level=None, check_same_thread=False)
    for statement in (*_SETTINGS, *_TABLES):
        connection.execute(statement)
    return connection


@contextmanager
def _whole(connection: sqlite3.Connection) -> Iterator[None]:
    """All of what is written inside, or nothing; whatever happens, nobody is kept out afterwards."""
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise
