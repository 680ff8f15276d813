"""Documents of orders in and out of their table: what has become of each. Their content is with the keeper."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from stallkeeper.errors import StoreError
from stallkeeper.orders import Event, OrderDocument, OrderKey
from stallkeeper.store.cells import instant_cell, optional_instant_cell
from stallkeeper.store.columns import places
from stallkeeper.store.database import Database
from stallkeeper.store.document_rows import DOCUMENT_COLUMNS, document_cells, document_from
from stallkeeper.store.history_reader import HistoryReaders
from stallkeeper.store.history_table import HistoryTable
from stallkeeper.store.order_rows import key_cells

_COLUMNS = ", ".join(DOCUMENT_COLUMNS)
_NUMBER = "(SELECT number FROM orders WHERE id = ? AND channel = ? AND scope = ?)"
_SAVE = (
    f"INSERT INTO documents (order_number, {_COLUMNS}) VALUES (?, {places(len(DOCUMENT_COLUMNS))})"
    " ON CONFLICT (order_number, name, part) DO UPDATE SET"
    f" {', '.join(f'{column} = excluded.{column}' for column in DOCUMENT_COLUMNS[2:])}"
)
_READ = (
    f"SELECT o.scope, o.channel, o.id, {', '.join(f'd.{column}' for column in DOCUMENT_COLUMNS)} FROM documents AS d"
)

_IN_VAIN = (
    f"SELECT o.account, o.scope, o.channel, o.id, {', '.join(f'd.{column}' for column in DOCUMENT_COLUMNS)}"
    " FROM documents AS d CROSS JOIN orders AS o ON o.number = d.order_number"
    " WHERE d.state IN ('wanted', 'refused', 'in_doubt', 'uploading') AND NOT d.handled AND o.erased_at IS NULL"
    " AND (d.state = 'refused' OR d.state = 'wanted' AND (d.attempts > 0 OR d.failing_since IS NOT NULL)"
    " OR d.state = 'in_doubt' AND d.next_attempt_at IS NOT NULL OR d.state = 'uploading' AND d.at < ?)"
)
"""CROSS: from the few documents to their orders, never from an account's many orders to their documents."""
_TRY_ANEW = "UPDATE documents SET attempts = 0, next_attempt_at = ? WHERE order_number = ? AND name = ?"
_THIS_ONE = f"order_number = {_NUMBER} AND name = ? AND part = ? AND state = ? AND attempts = ?"
"""As it was when it was read: what another process did meanwhile is not undone."""
_TRIED = ("state", "at", "attempts", "next_attempt_at", "error", "error_kind", "failing_since")
_IN_VAIN_AGAIN = (
    f"UPDATE documents SET {', '.join(f'{column} = ?' for column in _TRIED)} WHERE {_THIS_ONE}"
    " AND (SELECT erased_at FROM orders WHERE number = order_number) IS NULL"
)


class DocumentTable:
    """Each call that writes is one transaction, with what the history is told of it."""

    def __init__(self, database: Database, history: HistoryTable, readers: HistoryReaders) -> None:
        self._database = database
        self._history = history
        self._readers = readers

    def of_order(self, key: OrderKey) -> tuple[OrderDocument, ...]:
        """All of an order, by name and part."""
        rows = self._database.rows(
            f"SELECT {_COLUMNS} FROM documents WHERE order_number = {_NUMBER} ORDER BY name, part", key_cells(key)
        )
        return tuple(document_from(key, row) for row in rows)

    def due(self, account: str, now: datetime, most: int, made_by: str) -> tuple[OrderDocument, ...]:
        """Those that an account wants, or has to look for, and whose turn it is, the longest waiting first."""
        rows = self._database.rows(
            f"{_READ} JOIN orders AS o ON o.number = d.order_number"
            " WHERE d.next_attempt_at <= ? AND o.account = ? AND d.made_by = ? AND o.erased_at IS NULL"
            " ORDER BY d.next_attempt_at, d.number LIMIT ?",
            (instant_cell(now), account, made_by, most),
        )
        return tuple(document_from(OrderKey(*row[:3]), row[3:]) for row in rows)

    def in_vain(self, account: str | None, lost_before: datetime) -> tuple[tuple[str, OrderDocument], ...]:
        """Those of an account, or of all, each with its account, that were asked for or handed over in vain and are
        nobody's yet. One that has been on its way since before `lost_before` is nobody's either.
        """
        of_one = ("", ()) if account is None else (" AND o.account = ?", (account,))
        rows = self._database.rows(_IN_VAIN + of_one[0], (instant_cell(lost_before), *of_one[1]))
        return tuple((row[0], document_from(OrderKey(*row[1:4]), row[4:])) for row in rows)

    def any_of(self, account: str, name: str, state: str) -> bool:
        """Whether a document of that name of any order of the account is in that state."""
        return bool(
            self._database.row(
                "SELECT 1 FROM documents AS d JOIN orders AS o ON o.number = d.order_number"
                " WHERE o.account = ? AND d.name = ? AND d.state = ? LIMIT 1",
                (account, name, state),
            )
        )

    def want(self, wanted: Iterable[OrderDocument], reader: str, upto: int) -> None:
        """Note what is to be fetched, unless it is there; and that `reader` has read the history so far.

        One that is wanted already is tried from now on as a new one is; what went wrong before stays known.
        """
        with self._database.transaction():
            for document in wanted:
                number = self._number(document.key)
                held = self._database.row(
                    "SELECT state FROM documents WHERE order_number = ? AND name = ?", (number, document.name)
                )
                if held is not None and held[0] == "wanted":
                    due = optional_instant_cell(document.next_attempt_at)
                    self._database.change(_TRY_ANEW, (due, number, document.name))
                elif held is None or held[0] == "not_given":
                    self._database.change(_SAVE, (number, *document_cells(document)))
            self._readers.mark(reader, upto)

    def due_now(self, document: OrderDocument, now: datetime) -> None:
        """One that is wanted is fetched next; its tries count on."""
        with self._database.transaction():
            statement = f"UPDATE documents SET next_attempt_at = ? WHERE {_THIS_ONE}"
            self._database.change(statement, (instant_cell(now), *_as_read(document)))

    def tried(self, document: OrderDocument, held: OrderDocument) -> bool:
        """How a try in vain leaves it; False, and nothing written, where it is not as it was `held` any more, or its
        buyer was erased or hidden meanwhile.
        """
        cells = dict(zip(DOCUMENT_COLUMNS, document_cells(document), strict=True))
        with self._database.transaction():
            values = (*(cells[column] for column in _TRIED), *_as_read(held))
            return self._database.change(_IN_VAIN_AGAIN, values) == 1

    def handle(self, document: OrderDocument, event: Event) -> None:
        """Somebody has dealt with it another way; the history says who."""
        with self._database.transaction():
            if self._database.change(f"UPDATE documents SET handled = 1 WHERE {_THIS_ONE}", _as_read(document)):
                self._history.add([self._number(event.key)], [event], None)

    def save(self, documents: Iterable[OrderDocument], events: Iterable[Event] = ()) -> bool:
        """How documents of one order stand now, and what the history is told; False where its buyer was erased or
        hidden meanwhile: then nothing is stored, and what was kept for it has to go.
        """
        documents = tuple(documents)
        with self._database.transaction():
            if documents and self._is_erased(documents[0].key):
                return False
            for document in documents:
                self._database.change(_SAVE, (self._number(document.key), *document_cells(document)))
            told = list(events)
            self._history.add([self._number(each.key) for each in told], told, None)
        return True

    def _is_erased(self, key: OrderKey) -> bool:
        row = self._database.row(f"SELECT erased_at IS NOT NULL FROM orders WHERE number = {_NUMBER}", key_cells(key))
        return bool(row and row[0])

    def _number(self, key: OrderKey) -> int:
        row = self._database.row(f"SELECT {_NUMBER}", key_cells(key))
        if row is None or row[0] is None:
            raise StoreError(f"there is no order {key.id} of {key.channel} to keep a document of; nothing was changed")
        number: int = row[0]
        return number


def _as_read(document: OrderDocument) -> tuple[object, ...]:
    return (*key_cells(document.key), document.name, document.part, document.state, document.attempts)
