"""An error of SQLite in, a StoreError out that says what, where, why, and what to do."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from stallkeeper.errors import StoreError

_INTACT = "Nothing was changed."

_WAY_ON = (
    "The file was left as it is. Put back a backup; or move the file aside together with those that end in -wal "
    "and -shm and let the next sync fetch the orders again (history and submissions are then only in the damaged "
    "file, which `sqlite3 FILE .recover` can often still read)."
)

_PASSING = (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED)
_MESSAGES = {
    sqlite3.SQLITE_BUSY: (
        "{path} is locked: another program has held it for longer than this one waits. {intact} "
        "Try again when it has finished, or stop it."
    ),
    sqlite3.SQLITE_LOCKED: "{path} is locked by this program itself. {intact} Try again.",
    sqlite3.SQLITE_READONLY: (
        "{path} cannot be written: the file or its folder is read-only. {intact} "
        "Give the user who runs this the right to write there, or name another `store:`."
    ),
    sqlite3.SQLITE_FULL: (
        "{path} cannot grow: the disk is full. {intact} Make room, then try again; "
        "what was stored before is safe, and an interrupted sync goes on where it stopped."
    ),
    sqlite3.SQLITE_IOERR: (
        "{path} cannot be read or written: the disk reports an error. {intact} "
        "Check the disk, and the network where the file lies on another machine."
    ),
    sqlite3.SQLITE_CORRUPT: "{path} is damaged: it was cut off, or something else wrote into it. {way_on}",
    sqlite3.SQLITE_NOTADB: "{path} is not a database, or its beginning was overwritten. {way_on}",
    sqlite3.SQLITE_CANTOPEN: (
        "{path} cannot be opened: it is missing, or its folder may not be read or written. {intact} "
        "Check the path under `store:` and the rights on its folder."
    ),
    sqlite3.SQLITE_TOOBIG: "A value is too large to be stored in {path}. {intact}",
}


def store_error(error: sqlite3.Error, path: str) -> StoreError:
    """The StoreError for `error`. The text of an unforeseen one names SQLite's own word, never a stored value."""
    code = getattr(error, "sqlite_errorcode", None)
    if isinstance(code, int) and code & 0xFF in _MESSAGES:
        return failure(code & 0xFF, path)
    word = getattr(error, "sqlite_errorname", type(error).__name__)
    return StoreError(f"{path} could not be used as asked ({word}). {_INTACT}")


def failure(code: int, path: str) -> StoreError:
    """The StoreError for one of the failures that are foreseen, by SQLite's number for it."""
    return StoreError(_MESSAGES[code].format(path=path, intact=_INTACT, way_on=_WAY_ON), passing=code in _PASSING)


@contextmanager
def translated(path: str) -> Iterator[None]:
    """Turn what SQLite raises inside into a StoreError; the original stays its cause."""
    try:
        yield
    except sqlite3.Error as error:
        raise store_error(error, path) from error
    except OverflowError as error:
        raise StoreError(f"A whole number is too large to be stored in {path}. {_INTACT}") from error
