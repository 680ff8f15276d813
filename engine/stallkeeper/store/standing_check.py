"""A whole history in; whether each order stands as the last of its lines says, or the first that does not, out."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from stallkeeper.orders import Broken, Whole
from stallkeeper.store.database import Database
from stallkeeper.words import FIRST_SEEN

_ORDERS = """
    SELECT o.number, o.id, o.status, h.number, h.to_status
    FROM orders AS o LEFT JOIN history AS h ON h.number = (
        SELECT max(number) FROM history
        WHERE order_number = o.number AND (to_status IS NOT NULL OR kind IN ('first_seen', 'unknown_status'))
    )
"""
"""With the last line that gave the order a status, be it a deadline's, or said that it has none that is known."""

_SEAL_OF = "SELECT number FROM seals WHERE first <= ?1 AND last >= ?1 ORDER BY first DESC LIMIT 1"


class StandingCheck:
    """Reads each order with its last line."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def held_against(self, found: Whole) -> Whole | Broken:
        """`found` with the count of the orders."""
        count = 0
        for row in self._database.in_steps(_ORDERS, "o.number"):
            why = _wrong(row)
            if why is not None:
                return Broken(self._seal_of(row[3]), row[3], why, order=row[1])
            count += 1
        return replace(found, orders=count)

    def _seal_of(self, line: int | None) -> int | None:
        row = self._database.row(_SEAL_OF, (line,))
        return row[0] if row else None


def _wrong(row: tuple[Any, ...]) -> str | None:
    _, _, status, line, told = row
    if line is None:
        return "no line of the history tells of it: it was added by hand"
    if status == told or (status is None and told == FIRST_SEEN):  # its first word was a flag, and of no status
        return None
    return f"it is {status or 'of no known status'}, and the last line about that says {told or 'of no known status'}"
