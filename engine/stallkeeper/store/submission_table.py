"""Submissions in and out of their table, the outbox: one open submission per order, changed by compare-and-set."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any

from stallkeeper.orders import OrderKey, Submission, SubmissionState
from stallkeeper.store.cells import instant_cell, optional_instant
from stallkeeper.store.columns import places
from stallkeeper.store.database import Database
from stallkeeper.store.submission_rows import SUBMISSION_COLUMNS, submission_cells, submission_from

_NEW = (
    f"INSERT INTO submissions (order_number, {', '.join(SUBMISSION_COLUMNS)})"
    f" VALUES ({places(len(SUBMISSION_COLUMNS) + 1)})"
    " ON CONFLICT (order_number) WHERE state IN ('queued', 'sending', 'acknowledged', 'in_doubt') DO NOTHING"
)
_CHANGED = (
    f"UPDATE submissions SET {' = ?, '.join(SUBMISSION_COLUMNS)} = ?"
    " WHERE id = ? AND state = ? AND attempts = ? AND updated_at BETWEEN ? AND ?"
)
"""The state alone says too little: one that is in doubt may have been sent since, and be in doubt again."""
_EVER = -(2**63)
_CHANGED_TO_OPEN = _CHANGED.replace("UPDATE", "UPDATE OR IGNORE", 1)
"""Of one that did not hold its order: where another one does meanwhile, nothing is changed."""
_READ = (
    f"SELECT o.scope, o.channel, o.id, {', '.join(f's.{column}' for column in SUBMISSION_COLUMNS)}"
    " FROM submissions AS s JOIN orders AS o ON o.number = s.order_number"
)
_IN_TURN = " ORDER BY s.next_attempt_at, s.created_at, s.id"


class SubmissionTable:
    """Reads, and writes that belong inside a transaction."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, order_number: int, submission: Submission) -> bool:
        """False, and nothing written, when another open submission holds the order."""
        return self._database.change(_NEW, (order_number, *submission_cells(submission))) == 1

    def change(self, submission: Submission, held: Submission, *, by_sender: bool) -> bool:
        """False, and nothing written, when the stored one is not as it was when it was read (`held`), or missing.

        What is being sent is one try, whose answer its sender has to keep though the clock was put right meanwhile,
        which dates it back. Nobody else knows what the sender has noted since they read it.
        """
        statement = _CHANGED_TO_OPEN if held.state == "needs_data" else _CHANGED
        written = instant_cell(held.updated_at)
        since = _EVER if by_sender and held.state == "sending" else written
        as_it_was = (submission.id, held.state, held.attempts, since, written)
        return self._database.change(statement, (*submission_cells(submission), *as_it_was)) == 1

    def one(self, submission_id: str) -> Submission | None:
        return self._first(f"{_READ} WHERE s.id = ?", (submission_id,))

    def open_one(self, key: OrderKey) -> Submission | None:
        return self._first(
            f"{_READ} WHERE o.id = ? AND o.channel = ? AND o.scope = ?"
            " AND s.state IN ('queued', 'sending', 'acknowledged', 'in_doubt')",
            (key.id, key.channel, key.scope),
        )

    def waiting_one(self, key: OrderKey, action: str) -> Submission | None:
        return self._first(
            f"{_READ} WHERE o.id = ? AND o.channel = ? AND o.scope = ? AND s.action = ? AND s.state = 'needs_data'",
            (key.id, key.channel, key.scope, action),
        )

    def of_order(self, key: OrderKey) -> tuple[Submission, ...]:
        """All that were ever asked for, in the order of time."""
        rows = self._database.rows(
            f"{_READ} WHERE o.id = ? AND o.channel = ? AND o.scope = ? ORDER BY s.created_at, s.id",
            (key.id, key.channel, key.scope),
        )
        return tuple(map(_submission, rows))

    def _first(self, statement: str, values: tuple[Any, ...]) -> Submission | None:
        row = self._database.row(statement, values)
        return _submission(row) if row else None

    def accounts(self, states: Collection[SubmissionState], due_at: datetime | None) -> set[str]:
        """Those that have one in one of `states`; `due_at`: whose next attempt is not later. From the index alone."""
        due = "" if due_at is None else " AND next_attempt_at <= ?"
        rows = self._database.rows(
            f"SELECT DISTINCT account FROM submissions WHERE state IN ({places(len(states))}){due}",
            (*sorted(states), *(() if due_at is None else (instant_cell(due_at),))),
        )
        return {row[0] for row in rows}

    def next_turn(
        self, states: Collection[SubmissionState], accounts: Collection[str] | None = None
    ) -> datetime | None:
        """When the next of those in one of `states` is to be attempted, of `accounts` or of all."""
        whose = "" if accounts is None else f" AND account IN ({places(len(accounts))})"
        one = f"SELECT min(next_attempt_at) AS at FROM submissions WHERE state = ?{whose}"
        values = [value for state in sorted(states) for value in (state, *(accounts or ()))]
        row = self._database.row(f"SELECT min(at) FROM ({' UNION ALL '.join([one] * len(states))})", values)
        return optional_instant(row[0]) if row else None

    def some(
        self, account: str | None, states: Collection[SubmissionState] | None, due_at: datetime | None
    ) -> tuple[Submission, ...]:
        """The next to be attempted first. `states` None: all; `due_at`: those whose next attempt is not later."""
        clauses: list[str] = []
        values: list[Any] = []
        if account is not None:
            clauses.append("s.account = ?")
            values.append(account)
        if states is not None:
            clauses.append(f"s.state IN ({places(len(states))})")
            values.extend(sorted(states))
        if due_at is not None:
            clauses.append("s.next_attempt_at <= ?")
            values.append(instant_cell(due_at))
        where = f" WHERE {' AND '.join(clauses)}" if clauses else ""
        return tuple(_submission(row) for row in self._database.rows(_READ + where + _IN_TURN, values))


def _submission(row: tuple[Any, ...]) -> Submission:
    return submission_from(OrderKey(scope=row[0], channel=row[1], id=row[2]), row[3:])
