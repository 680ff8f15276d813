"""Refresh tokens in and out of their table: the newest for each first one. No listing and no export reads it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from stallkeeper.store.cells import instant_cell
from stallkeeper.store.cipher import locked, unlocked
from stallkeeper.store.database import Database

_KEEP = (
    "INSERT INTO kept_tokens (origin, token, kept_at) VALUES (?, ?, ?)"
    " ON CONFLICT (origin) DO UPDATE SET token = excluded.token, kept_at = excluded.kept_at"
)

_TURN = (
    "INSERT INTO token_turns (origin, until) VALUES (?1, ?3)"
    " ON CONFLICT (origin) DO UPDATE SET until = excluded.until WHERE until <= ?2 OR until > ?3 + (?3 - ?2)"
)
"""A turn that would end later than two of ours was taken by a clock that has gone back since: it is over. One that ends
a moment after ours is somebody's who looked at the clock a moment later, and was let in first.
"""


class TokenTable:
    """What `bindings.token_keeper` asks of a keeper. `key` gives the key that tokens are encrypted with.

    A copy of the database alone opens none of them: the key lies in a file beside it. The file is its owner's only,
    and nothing prints a token.
    """

    def __init__(self, database: Database, key: Callable[[], bytes]) -> None:
        self._database = database
        self._key = key

    def kept_token(self, origin: bytes) -> str | None:
        """The newest token that the first one has led to; None where there is none, or none that the key opens."""
        row = self._database.row("SELECT token FROM kept_tokens WHERE origin = ?", (origin,))
        if row is None:
            return None
        if isinstance(row[0], str):
            return self._encrypted_late(origin, row[0])
        plain = unlocked(self._key(), row[0], origin)
        return None if plain is None else plain.decode()

    def keep_token(self, origin: bytes, token: str, at: datetime) -> None:
        """Keep it; it is on disk when the call returns."""
        with self._database.transaction():
            self._database.change(_KEEP, (origin, self._locked(origin, token), instant_cell(at)))
            self._database.change("DELETE FROM token_turns WHERE origin = ?", (origin,))

    def take_turn(self, origin: bytes, at: datetime, until: datetime) -> bool:
        """Whether it is the caller's turn to use the newest token: nobody else's until then, or until one is kept."""
        with self._database.transaction():
            return self._database.change(_TURN, (origin, instant_cell(at), instant_cell(until))) == 1

    def end_turn(self, origin: bytes, until: datetime) -> None:
        """What was taken until then is the next one's; nothing where it is over already."""
        with self._database.transaction():
            statement = "DELETE FROM token_turns WHERE origin = ? AND until = ?"
            self._database.change(statement, (origin, instant_cell(until)))

    def _encrypted_late(self, origin: bytes, token: str) -> str:
        """A token that an earlier release kept as it was; unless somebody has kept a newer one meanwhile."""
        with self._database.transaction():
            change = "UPDATE kept_tokens SET token = ? WHERE origin = ? AND token = ?"
            self._database.change(change, (self._locked(origin, token), origin, token))
        return token

    def _locked(self, origin: bytes, token: str) -> bytes:
        return locked(self._key(), token.encode(), origin)

    def __repr__(self) -> str:
        return "TokenTable(…)"
