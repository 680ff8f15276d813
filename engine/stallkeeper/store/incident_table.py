"""What a person should know, in and out of its table: one row for each cause, with a count."""

from __future__ import annotations

from datetime import datetime

from stallkeeper.orders import Incident
from stallkeeper.store.cells import instant_cell
from stallkeeper.store.columns import places
from stallkeeper.store.database import Database
from stallkeeper.store.incident_rows import INCIDENT_COLUMNS, incident_cells, incident_from

_INCIDENTS = ", ".join(INCIDENT_COLUMNS)
_RAISE = (
    f"INSERT INTO incidents ({_INCIDENTS}) VALUES ({places(len(INCIDENT_COLUMNS))})"
    " ON CONFLICT (account, kind, subject) DO UPDATE SET message = excluded.message,"
    " last_at = excluded.last_at, count = count + excluded.count, resolved_at = excluded.resolved_at"
)


class IncidentTable:
    """Reads, and writes that belong inside a transaction."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def all(self, open_only: bool) -> tuple[Incident, ...]:
        """The one that was seen last comes first."""
        where = "WHERE resolved_at IS NULL" if open_only else ""
        rows = self._database.rows(
            f"SELECT {_INCIDENTS} FROM incidents {where} ORDER BY last_at DESC, account, kind, subject"
        )
        return tuple(incident_from(row) for row in rows)

    def add(self, incident: Incident) -> bool:
        """Count it to its cause; True when the cause was not open before, which is when a person should be told."""
        was_open = self._database.row(
            "SELECT 1 FROM incidents WHERE account = ? AND kind = ? AND subject = ? AND resolved_at IS NULL",
            (incident.account, incident.kind, incident.subject),
        )
        self._database.change(_RAISE, incident_cells(incident))
        return was_open is None

    def is_open(self, account: str, kind: str, subject: str | None) -> bool:
        """Whether there is one to close; None is any subject."""
        found = self._database.row(
            "SELECT 1 FROM incidents WHERE account = ?1 AND kind = ?2 AND (?3 IS NULL OR subject = ?3)"
            " AND resolved_at IS NULL",
            (account, kind, subject),
        )
        return found is not None

    def resolve(self, account: str, kind: str | None, subject: str | None, at: datetime | None) -> int:
        """How many were closed; None is any kind or subject. Without `at` as of when they were last seen."""
        return self._database.change(
            "UPDATE incidents SET resolved_at = coalesce(?1, last_at)"
            " WHERE account = ?2 AND (?3 IS NULL OR kind = ?3) AND (?4 IS NULL OR subject = ?4)"
            " AND resolved_at IS NULL",
            (None if at is None else instant_cell(at), account, kind, subject),
        )
