"""Refresh tokens in and out of their table: the newest for each first one. No listing and no export reads it."""

from __future__ import annotations

from datetime import datetime

from stallkeeper.store.cells import instant_cell
from stallkeeper.store.database import Database

_KEEP = (
    "INSERT INTO kept_tokens (origin, token, kept_at) VALUES (?, ?, ?)"
    " ON CONFLICT (origin) DO UPDATE SET token = excluded.token, kept_at = excluded.kept_at"
)


class TokenTable:
    """What `bindings.token_keeper` asks of a keeper. The file is its owner's only, and nothing prints a token."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def kept_token(self, origin: bytes) -> str | None:
        """The newest token that the first one has led to; None when there was none yet."""
        row = self._database.row("SELECT token FROM kept_tokens WHERE origin = ?", (origin,))
        return row[0] if row else None

    def keep_token(self, origin: bytes, token: str, at: datetime) -> None:
        """Keep it; it is on disk when the call returns."""
        with self._database.transaction():
            self._database.change(_KEEP, (origin, token, instant_cell(at)))

    def __repr__(self) -> str:
        return "TokenTable(…)"
