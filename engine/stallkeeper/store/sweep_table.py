"""How far reading has come, in and out of its tables: the ledger of sweeps, and the cursors."""

from __future__ import annotations

import sqlite3

from stallkeeper.errors import StoreError
from stallkeeper.orders import Cursor, Sweep
from stallkeeper.store.columns import places
from stallkeeper.store.database import Database
from stallkeeper.store.sweep_rows import (
    CURSOR_COLUMNS,
    SWEEP_COLUMNS,
    cursor_cells,
    cursor_from,
    sweep_cells,
    sweep_from,
)

_SWEEPS = ", ".join(SWEEP_COLUMNS)
_NEVER_LESS = ("created", "changed", "missed")
"""What a sweep brought stays said: of two processes that go on with one sweep, the second finds nothing new."""

_SAVED = ", ".join(
    f"{column} = max({column}, excluded.{column})" if column in _NEVER_LESS else f"{column} = excluded.{column}"
    for column in SWEEP_COLUMNS[1:]
)
_SAVE_SWEEP = (
    f"INSERT INTO sweeps ({_SWEEPS}) VALUES ({places(len(SWEEP_COLUMNS))}) ON CONFLICT (id) DO UPDATE SET {_SAVED}"
)
_NEXT_WINDOW = "SELECT min(window_name) FROM sweeps WHERE account = ? AND window_name"
_NEWEST = (
    f"WITH RECURSIVE windows (name) AS ({_NEXT_WINDOW} > ''"
    f" UNION ALL SELECT ({_NEXT_WINDOW} > name) FROM windows WHERE name IS NOT NULL)"
    f" SELECT {_SWEEPS} FROM windows JOIN sweeps ON sweeps.number = (SELECT number FROM sweeps"
    " WHERE account = ? AND window_name = name ORDER BY started_at DESC, number DESC LIMIT 1)"
)
_SINCE_COMPLETE = (
    f"SELECT {_SWEEPS} FROM sweeps WHERE account = ?1 AND window_name = ?2 AND started_at >= coalesce("
    "(SELECT started_at FROM sweeps WHERE account = ?1 AND window_name = ?2 AND state = 'complete'"
    " ORDER BY started_at DESC, number DESC LIMIT 1), 0)"
    " ORDER BY started_at DESC, number DESC"
)
_MOVE_CURSOR = (
    f"INSERT INTO cursors ({', '.join(CURSOR_COLUMNS)}) VALUES ({places(len(CURSOR_COLUMNS))})"
    " ON CONFLICT (account, window_name) DO UPDATE SET read_until = max(read_until, excluded.read_until),"
    " mark = iif(excluded.edition IS edition, coalesce(excluded.mark, mark), excluded.mark), edition = excluded.edition"
)


class SweepTable:
    """Reads, and writes that belong inside a transaction."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def save(self, sweep: Sweep) -> None:
        """A new sweep, or the newest state of one. StoreError for a second running one of an account's window."""
        try:
            self._database.change(_SAVE_SWEEP, sweep_cells(sweep))
        except sqlite3.IntegrityError as error:
            raise StoreError(
                f"a sweep of window {sweep.window} of account {sweep.account} is already running in "
                f"{self._database.path}; nothing was changed. Wait for it, or let the next sync resume it.",
                passing=True,
            ) from error

    def running(self, account: str, window: str) -> Sweep | None:
        row = self._database.row(
            f"SELECT {_SWEEPS} FROM sweeps WHERE account = ? AND window_name = ? AND state = 'running'",
            (account, window),
        )
        return sweep_from(row) if row else None

    def ledger(self, account: str | None) -> tuple[Sweep, ...]:
        """The newest first."""
        where, values = ("", ()) if account is None else ("WHERE account = ?", (account,))
        rows = self._database.rows(
            f"SELECT {_SWEEPS} FROM sweeps {where} ORDER BY started_at DESC, number DESC", values
        )
        return tuple(sweep_from(row) for row in rows)

    def newest(self, account: str) -> tuple[Sweep, ...]:
        """Of each window the sweep that started last, without reading all that were before it."""
        rows = self._database.rows(_NEWEST, (account, account, account))
        return tuple(sweep_from(row) for row in rows)

    def since_complete(self, account: str, window: str) -> tuple[Sweep, ...]:
        """The newest first, down to the last that was complete: what was before tells nothing of how it stands now."""
        rows = self._database.rows(_SINCE_COMPLETE, (account, window))
        return tuple(sweep_from(row) for row in rows)

    def cursor(self, account: str, window: str) -> Cursor | None:
        row = self._database.row(
            f"SELECT {', '.join(CURSOR_COLUMNS)} FROM cursors WHERE account = ? AND window_name = ?", (account, window)
        )
        return cursor_from(row) if row else None

    def move_cursor(self, cursor: Cursor) -> None:
        """Forward only: what was proven read stays proven read."""
        self._database.change(_MOVE_CURSOR, cursor_cells(cursor))
