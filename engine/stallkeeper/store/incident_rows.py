"""An Incident in, its row of `incidents` out; and back."""

from __future__ import annotations

from typing import Any

from stallkeeper.orders import Incident
from stallkeeper.store.cells import instant, instant_cell, optional_instant, optional_instant_cell

INCIDENT_COLUMNS = ("account", "kind", "subject", "message", "first_at", "last_at", "count", "resolved_at")


def incident_cells(incident: Incident) -> tuple[Any, ...]:
    return (
        incident.account,
        incident.kind,
        incident.subject,
        incident.message,
        instant_cell(incident.first_at),
        instant_cell(incident.last_at),
        incident.count,
        optional_instant_cell(incident.resolved_at),
    )


def incident_from(row: tuple[Any, ...]) -> Incident:
    return Incident(
        account=row[0],
        kind=row[1],
        subject=row[2],
        message=row[3],
        first_at=instant(row[4]),
        last_at=instant(row[5]),
        count=row[6],
        resolved_at=optional_instant(row[7]),
    )
