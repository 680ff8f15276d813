"""What every process should know of an account in and out of its table: since when it is known, whether it rests."""

from __future__ import annotations

from datetime import datetime

from stallkeeper.orders import Rest
from stallkeeper.store.cells import instant, instant_cell
from stallkeeper.store.database import Database

_REST = (
    "INSERT INTO accounts (name, rests_until, rests_because) VALUES (?, ?, ?)"
    " ON CONFLICT (name) DO UPDATE SET rests_until = excluded.rests_until, rests_because = excluded.rests_because"
)
_RESTS = "SELECT 1 FROM accounts WHERE name = ? AND rests_until IS NOT NULL"
_OVER = "UPDATE accounts SET rests_until = NULL, rests_because = NULL WHERE name = ? AND rests_until IS NOT NULL"
_KNOWN = (
    "INSERT INTO accounts (name, known_since) VALUES (?, ?)"
    " ON CONFLICT (name) DO UPDATE SET known_since = excluded.known_since WHERE known_since IS NULL"
)


class AccountTable:
    """Each call that writes is one transaction."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def rest(self, account: str, rest: Rest | None) -> None:
        """It rests until then; None: not any more, whoever had said so. Nothing is written where it did not rest."""
        if rest is None and self._database.row(_RESTS, (account,)) is None:
            return
        with self._database.transaction():
            if rest is None:
                self._database.change(_OVER, (account,))
            else:
                self._database.change(_REST, (account, instant_cell(rest.until), rest.because))

    def rest_of(self, account: str, now: datetime) -> Rest | None:
        """Until when it rests and why; None for one whose rest is over."""
        row = self._database.row(
            "SELECT rests_until, rests_because FROM accounts WHERE name = ? AND rests_until > ?",
            (account, instant_cell(now)),
        )
        return None if row is None else Rest(instant(row[0]), row[1])

    def known_since(self, account: str, now: datetime) -> datetime:
        """When somebody asked for it first; `now`, which is noted, where nobody has."""
        row = self._database.row("SELECT known_since FROM accounts WHERE name = ?", (account,))
        if row is not None and row[0] is not None:
            return instant(row[0])
        with self._database.transaction():
            self._database.change(_KNOWN, (account, instant_cell(now)))
        return now
