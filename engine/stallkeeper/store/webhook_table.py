"""How webhooks stand, in and out of their tables; what was delivered is known by how far the history was read."""

from __future__ import annotations

from datetime import datetime, timedelta

from stallkeeper.orders import ParkedMessage, WebhookState
from stallkeeper.store.cells import instant, instant_cell, optional_instant, optional_instant_cell
from stallkeeper.store.database import Database
from stallkeeper.store.history_reader import HistoryReaders

_COLUMNS = (
    "name, attempts, next_attempt_at, failing_since, paused_at, error, delivered, last_delivered_at, error_kind,"
    " failed_at"
)
_SAVE = (
    f"INSERT INTO webhooks ({_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (name) DO UPDATE SET"
    " attempts = excluded.attempts, next_attempt_at = excluded.next_attempt_at,"
    " failing_since = excluded.failing_since, paused_at = excluded.paused_at, error = excluded.error,"
    " delivered = excluded.delivered, last_delivered_at = excluded.last_delivered_at,"
    " error_kind = excluded.error_kind, failed_at = excluded.failed_at"
)
_CLAIM = (
    "INSERT INTO webhook_claims (name, until) VALUES (?1, ?2)"
    " ON CONFLICT (name) DO UPDATE SET until = excluded.until"
    " WHERE webhook_claims.until <= ?3 OR webhook_claims.until > ?2 + (?2 - ?3)"
)
"""A claim that would end later than two of ours was made by a clock that has gone back since: it is over."""


class WebhookTable:
    """Each call is one transaction."""

    def __init__(self, database: Database, readers: HistoryReaders) -> None:
        self._database = database
        self._readers = readers

    def state(self, name: str) -> WebhookState:
        """One that was never seen stands at the beginning."""
        row = self._database.row(f"SELECT {_COLUMNS} FROM webhooks WHERE name = ?", (name,))
        if row is None:
            return WebhookState(name)
        return WebhookState(
            name=row[0],
            attempts=row[1],
            next_attempt_at=optional_instant(row[2]),
            failing_since=optional_instant(row[3]),
            paused_at=optional_instant(row[4]),
            error=row[5],
            delivered=row[6],
            last_delivered_at=optional_instant(row[7]),
            error_kind=row[8],
            failed_at=optional_instant(row[9]),
        )

    def save(self, state: WebhookState) -> None:
        """How it stands now."""
        with self._database.transaction():
            self._database.change(_SAVE, _cells(state))

    def due_now(self, name: str, now: datetime) -> None:
        """One that failed may try; nothing else of how it stands changes, whatever another process does meanwhile."""
        with self._database.transaction():
            self._database.change("UPDATE webhooks SET next_attempt_at = ? WHERE name = ?", (instant_cell(now), name))

    def advance(
        self, state: WebhookState, reader: str, since: int, upto: int, parked: ParkedMessage | None = None
    ) -> bool:
        """The same, and that it has come from `since` to `upto`, past the message that was left behind if one was.

        False where its mark was moved back meanwhile: there it stays, and all after it is to be told again.
        """
        with self._database.transaction():
            self._database.change(_SAVE, _cells(state))
            moved = self._readers.advance(reader, since, upto)
            if parked is not None and moved:
                self._database.change(
                    "INSERT OR REPLACE INTO parked_messages (webhook, number, at, error) VALUES (?, ?, ?, ?)",
                    (parked.webhook, parked.number, instant_cell(parked.at), parked.error),
                )
            return moved

    def claim(self, name: str, now: datetime, lasts: timedelta) -> bool:
        """Whether it is ours to deliver to for so long: of two processes one at a time sends, so that order is kept."""
        with self._database.transaction():
            return self._database.change(_CLAIM, (name, instant_cell(now + lasts), instant_cell(now))) == 1

    def release(self, name: str) -> None:
        with self._database.transaction():
            self._database.change("DELETE FROM webhook_claims WHERE name = ?", (name,))

    def parked(self, name: str) -> tuple[ParkedMessage, ...]:
        """What its receiver refused, the oldest first."""
        rows = self._database.rows(
            "SELECT webhook, number, at, error FROM parked_messages WHERE webhook = ? ORDER BY number", (name,)
        )
        return tuple(ParkedMessage(row[0], row[1], instant(row[2]), row[3]) for row in rows)

    def unpark(self, name: str, number: int) -> None:
        """It was taken after all."""
        with self._database.transaction():
            self._database.change("DELETE FROM parked_messages WHERE webhook = ? AND number = ?", (name, number))


def _cells(state: WebhookState) -> tuple[object, ...]:
    return (
        state.name,
        state.attempts,
        optional_instant_cell(state.next_attempt_at),
        optional_instant_cell(state.failing_since),
        optional_instant_cell(state.paused_at),
        state.error,
        state.delivered,
        optional_instant_cell(state.last_delivered_at),
        state.error_kind,
        optional_instant_cell(state.failed_at),
    )
