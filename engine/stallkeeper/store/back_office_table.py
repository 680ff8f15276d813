"""What back offices have of orders, in and out of its tables; what they say stands in the order's history as well."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from stallkeeper.errors import StoreError
from stallkeeper.orders import Event, OfficeMark, OrderKey, OwnIdTaken
from stallkeeper.store.cells import instant_cell, optional_instant
from stallkeeper.store.columns import places
from stallkeeper.store.database import Database
from stallkeeper.store.history_table import HistoryTable
from stallkeeper.store.order_rows import key_cells

_NUMBER = "SELECT number FROM orders WHERE id = ? AND channel = ? AND scope = ?"
_SEE = "INSERT OR IGNORE INTO back_office_orders (office, order_number, seen_at) VALUES (?, ?, ?)"
_GIVE = "INSERT INTO back_office_ids (office, own_id, order_number) VALUES (?, ?, ?)"


class BackOfficeTable:
    """Each call that writes is one transaction, with the line of history that tells of it."""

    def __init__(self, database: Database, history: HistoryTable) -> None:
        self._database = database
        self._history = history

    def mark(self, office: str, key: OrderKey) -> OfficeMark:
        """What one back office has of an order."""
        found = next((each for each in self.marks(key) if each.office == office), None)
        return found or OfficeMark(office)

    def marks(self, key: OrderKey) -> tuple[OfficeMark, ...]:
        """What each back office has of it that has something of it."""
        ids: dict[str, list[str]] = {}
        statement = (
            f"SELECT office, own_id FROM back_office_ids WHERE order_number = ({_NUMBER}) ORDER BY office, own_id"
        )
        for office, own_id in self._database.rows(statement, key_cells(key)):
            ids.setdefault(office, []).append(own_id)
        statement = f"SELECT office, seen_at FROM back_office_orders WHERE order_number = ({_NUMBER})"
        seen: dict[str, int] = dict(self._database.rows(statement, key_cells(key)))
        return tuple(
            OfficeMark(office, tuple(ids.get(office, ())), optional_instant(seen.get(office)))
            for office in sorted({*ids, *seen})
        )

    def orders_called(self, office: str, own_id: str) -> OrderKey | None:
        """The order that a back office calls so."""
        row = self._database.row(
            "SELECT o.scope, o.channel, o.id FROM back_office_ids AS b JOIN orders AS o ON o.number = b.order_number"
            " WHERE b.office = ? AND b.own_id = ?",
            (office, own_id),
        )
        return OrderKey(*row) if row else None

    def give(self, office: str, own_ids: Sequence[str], event: Event) -> tuple[OwnIdTaken, ...]:
        """These are now the order's own ids there, and no others. Where one is another order's, nothing is changed.

        `event` tells the history, unless they were the order's already.
        """
        with self._database.transaction():
            number = self._number(event.key)
            taken = self._taken(office, number, own_ids)
            held = {
                row[0]
                for row in self._database.rows(
                    "SELECT own_id FROM back_office_ids WHERE office = ? AND order_number = ?", (office, number)
                )
            }
            if not taken and held != set(own_ids):
                change = self._database.change
                change("DELETE FROM back_office_ids WHERE office = ? AND order_number = ?", (office, number))
                for own_id in dict.fromkeys(own_ids):
                    change(_GIVE, (office, own_id, number))
                self._history.add([number], [event], None)
            return taken

    def see(self, office: str, events: Iterable[Event]) -> int:
        """The back office has taken the orders that the events are about; how many of them were new to it."""
        with self._database.transaction():
            new = [
                (number, event)
                for event in events
                if self._database.change(_SEE, (office, number := self._number(event.key), instant_cell(event.at)))
            ]
            self._history.add([number for number, _ in new], [event for _, event in new], None)
        return len(new)

    def _taken(self, office: str, number: int, own_ids: Sequence[str]) -> tuple[OwnIdTaken, ...]:
        rows = self._database.rows(
            "SELECT b.own_id, o.scope, o.channel, o.id FROM back_office_ids AS b"
            " JOIN orders AS o ON o.number = b.order_number"
            f" WHERE b.office = ? AND b.order_number <> ? AND b.own_id IN ({places(len(own_ids))}) ORDER BY b.own_id",
            (office, number, *own_ids),
        )
        return tuple(OwnIdTaken(row[0], OrderKey(*row[1:])) for row in rows)

    def _number(self, key: OrderKey) -> int:
        row = self._database.row(_NUMBER, key_cells(key))
        if row is None:
            raise StoreError(f"there is no order {key.id} of {key.channel} that a back office could have; sync first")
        number: int = row[0]
        return number
