"""A path in, nothing out when a store can be there; else a StoreError that says why not. Never opens the file itself.

Closing a file drops every lock that this process holds on it, so a look inside has to go through SQLite.
"""

from __future__ import annotations

import os
import sqlite3
import stat
from contextlib import suppress
from pathlib import Path

from stallkeeper.errors import StoreError
from stallkeeper.store.failures import failure

_SMALLEST = 512
"""Bytes of the smallest database; SQLite takes some smaller files for new ones and would write over them."""

_OTHERS = stat.S_IRWXG | stat.S_IRWXO


def make_ready(path: Path) -> None:
    """Refuse what can never be a store; make a new file for its owner only, for it will hold addresses."""
    if not path.parent.is_dir():
        raise StoreError(f"{path} cannot be made: there is no folder {path.parent}. Make it, or name another `store:`.")
    if path.is_dir():
        raise StoreError(f"{path} is a folder, not a database. Name a file in it as the `store:`.")
    try:
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
    except FileExistsError:
        _look_from_outside(path)
        for each in (path, Path(f"{path}-wal"), Path(f"{path}-shm")):
            keep_private(each)
    except OSError as error:
        raise StoreError(
            f"{path} cannot be made: {error.strerror}. "
            "Give the user who runs this the right to write in its folder, or name another `store:`."
        ) from error


def look_at(path: Path) -> None:
    """Refuse what is no store to be read; nothing is made."""
    if not path.is_file():
        raise StoreError(f"{path} is no file. Name a store that `stallkeeper sync` has filled.")
    _look_from_outside(path, only_read=True)


def keep_private(path: Path) -> None:
    """Its owner's alone, also where it was brought back from a copy that was not. Nothing where it is not there."""
    with suppress(OSError):  # another's file, or a disk without modes: it is as private as it can be
        mode = stat.S_IMODE(path.stat().st_mode)
        if mode & _OTHERS:
            path.chmod(mode & ~_OTHERS)


def _look_from_outside(path: Path, *, only_read: bool = False) -> None:
    effective = os.access in os.supports_effective_ids
    if not os.access(path, os.R_OK, effective_ids=effective):
        raise failure(sqlite3.SQLITE_CANTOPEN, str(path))
    if not only_read and not os.access(path, os.W_OK, effective_ids=effective):
        raise failure(sqlite3.SQLITE_READONLY, str(path))
    if 0 < path.stat().st_size < _SMALLEST:
        raise failure(sqlite3.SQLITE_NOTADB, str(path))


def refuse_cut_off(connection: sqlite3.Connection, path: str) -> None:
    """StoreError when the file ends before its last page. Call it inside a transaction.

    SQLite reads a half page as if zeros followed. While there is a write-ahead log, pages may be there and not yet in
    the file; then nothing can be said.
    """
    pages = connection.execute("PRAGMA page_count").fetchone()[0]
    page_size = connection.execute("PRAGMA page_size").fetchone()[0]
    if os.path.getsize(path) < pages * page_size and not _has_content(f"{path}-wal"):
        raise failure(sqlite3.SQLITE_CORRUPT, path)


def _has_content(path: str) -> bool:
    return os.path.exists(path) and os.path.getsize(path) > 0
