"""The time in; what a clock that was ahead had put off until later brought back to now, and that it was, out.

Whatever waits is stored with the instant at which its turn comes. A machine that once started with a clock that is days
ahead would leave behind turns that do not come for days, without a word: nothing is wrong, it is only not yet time.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from stallkeeper.orders import OPEN_STATES, Note
from stallkeeper.store.cells import instant, instant_cell
from stallkeeper.store.database import Database
from stallkeeper.store.history_table import HistoryTable

AHEAD = timedelta(minutes=15)
"""What is written further in the future than this was written by a clock that has gone back since."""

_WAITING = (*sorted(OPEN_STATES), "needs_data")
_QUOTED = ", ".join(f"'{state}'" for state in _WAITING)
_NEWEST = (
    "SELECT at FROM seals ORDER BY number DESC LIMIT 1",
    "SELECT max(at) FROM (SELECT at FROM sightings ORDER BY number DESC LIMIT 1000)",
    "SELECT max(started_at) FROM (SELECT started_at FROM sweeps ORDER BY number DESC LIMIT 1000)",
    "SELECT max(done_at) FROM duties",
    "SELECT max(at) FROM documents WHERE next_attempt_at IS NOT NULL",
    "SELECT max(failing_since) FROM webhooks",
    f"SELECT max(updated_at) FROM submissions WHERE state IN ({_QUOTED}) AND next_attempt_at > ?",
)
"""Instants that are never written before they have come. A process that had the wrong time may have written between
others that had the right one; of seals, which stay as they are, the newest alone tells whether it was told already."""

_BROUGHT_BACK = (
    "UPDATE cursors SET read_until = min(:now, coalesce((SELECT min(since) FROM sweeps WHERE started_at > :ahead"
    " AND sweeps.account = cursors.account AND sweeps.window_name = cursors.window_name), :now))"
    " WHERE read_until > :ahead",
    "UPDATE sweeps SET started_at = min(started_at, :now), finished_at = min(finished_at, :now)"
    " WHERE max(started_at, coalesce(finished_at, 0)) > :now",
    "UPDATE sightings SET at = :now WHERE at > :now",
    "UPDATE duties SET done_at = :now WHERE done_at > :now AND name <> 'erasing'",
    "DELETE FROM duties WHERE done_at > :now AND name = 'erasing'",
    "UPDATE orders SET status_since = :now WHERE status_since > :ahead",
    "UPDATE personal SET erased_at = :now WHERE erased_at > :now"
    " AND order_number IN (SELECT number FROM orders WHERE erased_at > :now)",
    "UPDATE orders SET erased_at = :now WHERE erased_at > :now",
    "UPDATE submissions SET created_at = min(created_at, :now), sent_at = min(sent_at, :now)"
    " WHERE max(created_at, coalesce(sent_at, 0)) > :now",
    "UPDATE submissions SET updated_at = :now, next_attempt_at = iif(state = 'sending', :lease, :now)"
    f" WHERE state IN ({_QUOTED}) AND next_attempt_at > :now AND updated_at > :now",
    "UPDATE documents SET at = :now, next_attempt_at = iif(state = 'uploading', :lease, :now)"
    " WHERE next_attempt_at IS NOT NULL AND at > :now",
    "UPDATE webhooks SET next_attempt_at = :now WHERE next_attempt_at > :now",
    "UPDATE webhooks SET failing_since = :now WHERE failing_since > :now",
    "UPDATE accounts SET rests_until = NULL, rests_because = NULL WHERE rests_until > :now",
    "UPDATE accounts SET known_since = :now WHERE known_since > :now",
    "UPDATE seller_rules SET since = :now WHERE since > :now AND NOT since_asked",
    "UPDATE rule_standings SET at = :now WHERE at > :now",
    "UPDATE rule_looks SET due_at = :now WHERE due_at > :now",
)
"""A cursor goes back to where the readings began that were ahead: when their orders were listed nobody knows.

When a buyer was erased is held against what came to the order since: that would be nothing until the instant comes.
What may be on its way just now gets a whole lease by the clock as it is: it must not be taken for left behind."""


class PutOff:
    """Looks, and `bring_back`, which is one transaction."""

    def __init__(self, database: Database, history: HistoryTable) -> None:
        self._database = database
        self._history = history

    def was_ahead(self, now: datetime) -> timedelta | None:
        """How far the clock was ahead when the newest of it was written; None where it was not."""
        rows = [self._database.row(each, (instant_cell(now),) if "?" in each else ()) for each in _NEWEST]
        newest = max((instant(row[0]) for row in rows if row is not None and row[0] is not None), default=now)
        return newest - now if newest > now + AHEAD else None

    def bring_back(self, now: datetime, ahead: timedelta, lease: timedelta, who: str) -> None:
        """Everything that waits has its turn now; what is being sent has it after `lease`. The record says so."""
        values = {
            "now": instant_cell(now),
            "ahead": instant_cell(now + AHEAD),
            "lease": instant_cell(now + lease),
        }
        with self._database.transaction():
            for statement in _BROUGHT_BACK:
                self._database.connection.execute(statement, values)
            details = {"ahead_by_seconds": round(ahead.total_seconds())}
            self._history.note(Note(now, "clock_went_back", who, details), "clock")
