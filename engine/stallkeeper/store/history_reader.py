"""A reader's name in; what the history holds that it has not read yet, and how far it has come, out and kept.

Whoever has to do something about what happens (a rule, a webhook, a document to be fetched) reads the history under a
name of its own: the history is written with what it tells, in one transaction, so that nothing is missed and nothing is
read twice, whenever a process ends. It costs the path of an order nothing.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from stallkeeper.orders import Event, EventKind, OrderKey
from stallkeeper.store.cells import instant_cell
from stallkeeper.store.columns import places
from stallkeeper.store.database import Database
from stallkeeper.store.event_rows import EVENT, event_from
from stallkeeper.words import TEST

RULES = "rules"
"""The reader that a seller's rules are worked by."""

_AT_A_TIME = 500
_IS_TEST = f"""instr(o.flags_json, '"{TEST}"') > 0"""
_HAS_READ = (
    "INSERT INTO history_readers (name, number) VALUES (?, ?)"
    " ON CONFLICT (name) DO UPDATE SET number = excluded.number WHERE excluded.number > number"
)


@dataclass(frozen=True, slots=True)
class ToldEvent:
    """One line of the history with its number, which only grows, the account of its order, and if that is a test."""

    number: int
    account: str
    event: Event
    is_test: bool = False


@dataclass(frozen=True, slots=True)
class Unread:
    """`told` in the order in which it was learned; `upto` is the number to be told as read once it is dealt with."""

    told: tuple[ToldEvent, ...]
    upto: int


class HistoryReaders:
    """Reads, and keeps how far each reader has come."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def begin(self, reader: str, *, at_the_first: bool = False) -> int:
        """Where `reader` stands; one that is new begins after what has happened so far, or at the very first line."""
        known = self.read_upto(reader)
        if known is not None:
            return known
        start = 0 if at_the_first else self._last()
        with self._database.transaction():
            self._database.change("INSERT OR IGNORE INTO history_readers (name, number) VALUES (?, ?)", (reader, start))
        return self.read_upto(reader) or 0

    def read_upto(self, reader: str) -> int | None:
        """The number of the last line that it has dealt with; None for a reader that has never begun."""
        row = self._database.row("SELECT number FROM history_readers WHERE name = ?", (reader,))
        return row[0] if row else None

    def unread(self, reader: str, kinds: Collection[EventKind] = (), most: int = _AT_A_TIME) -> Unread:
        """The next lines, of these kinds where some are named; a reader that is new begins with what comes from now."""
        return self.after(self.begin(reader), kinds, most)

    def after(self, number: int, kinds: Collection[EventKind] = (), most: int = _AT_A_TIME) -> Unread:
        """The next lines after the one of that number, whoever reads them."""
        last = self._last()
        wanted = f" AND h.kind IN ({places(len(kinds))})" if kinds else ""
        rows = self._database.rows(
            f"SELECT {', '.join(f'h.{column}' for column in EVENT)}, h.number, o.account, {_IS_TEST},"
            " o.scope, o.channel, o.id FROM history AS h JOIN orders AS o ON o.number = h.order_number"
            f" WHERE h.number > ? AND h.number <= ?{wanted} ORDER BY h.number LIMIT ?",
            (number, last, *kinds, most),
        )
        told = tuple(ToldEvent(row[-6], row[-5], event_from(OrderKey(*row[-3:]), row), bool(row[-4])) for row in rows)
        return Unread(told, told[-1].number if len(told) == most else max(last, number))

    def has_read(self, reader: str, upto: int, since: int | None = None) -> bool:
        """Move its mark, never back; given `since`, only from there, as `advance` does. Whether nobody was before."""
        with self._database.transaction():
            if since is not None:
                return self.advance(reader, since, upto)
            self.mark(reader, upto)
            return True

    def mark(self, reader: str, upto: int) -> None:
        """The same inside a transaction of the caller's: it counts with what else is stored there."""
        self._database.change(_HAS_READ, (reader, upto))

    def advance(self, reader: str, since: int, upto: int) -> bool:
        """Move its mark inside a transaction of the caller's, from where the caller took up reading; whether it did.

        A mark that somebody has rewound meanwhile stays where it was put.
        """
        moved = "UPDATE history_readers SET number = ? WHERE name = ? AND number = ?"
        return self._database.change(moved, (upto, reader, since)) == 1

    def rewind(self, reader: str, number: int) -> None:
        """Move its mark back, so that it reads again what comes after `number`."""
        with self._database.transaction():
            self._database.change(
                "UPDATE history_readers SET number = ? WHERE name = ? AND number > ?", (number, reader, number)
            )

    def last_before(self, instant: datetime) -> int:
        """The number of the last line that was written before `instant`; 0 where there is none.

        Lines stand in the order in which they were learned, and their seals say when that was.
        """
        row = self._database.row(
            "SELECT min(first) FROM seals WHERE at >= ? AND last >= first", (instant_cell(instant),)
        )
        return self._last() if row is None or row[0] is None else row[0] - 1

    def count_after(self, number: int, kinds: Collection[EventKind], accounts: Collection[str] = ()) -> int:
        """How many lines of these kinds come after the one of that number, of these accounts where some are named."""
        counted = f"SELECT count(*) FROM history AS h WHERE h.number > ? AND h.kind IN ({places(len(kinds))})"
        theirs = " AND (SELECT account FROM orders WHERE number = h.order_number) IN ({})" if accounts else ""
        row = self._database.row(counted + theirs.format(places(len(accounts))), (number, *kinds, *accounts))
        return row[0] if row else 0

    def forget(self, reader: str) -> None:
        """A reader that is no more."""
        with self._database.transaction():
            self._database.change("DELETE FROM history_readers WHERE name = ?", (reader,))

    def newest(self) -> int:
        """The number of the last line there is; 0 where there is none."""
        return self._last()

    def _last(self) -> int:
        row = self._database.row("SELECT max(number) FROM history")
        return row[0] or 0 if row else 0
