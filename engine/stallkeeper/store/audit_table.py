"""The history of all orders, and notes, in; who did what from where and why, and whether the chain holds, out."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import Any

from stallkeeper.orders import AuditEntry, Broken, Note, OrderKey, Via, Where, Whole
from stallkeeper.store.audit_filter import AuditFilter
from stallkeeper.store.causes import RULE, cause_of
from stallkeeper.store.cells import instant, instant_cell
from stallkeeper.store.chain import IDENTITY, SEAL_COLUMNS, SEALED_COLUMNS
from stallkeeper.store.chain_check import ChainCheck
from stallkeeper.store.database import Database, Row
from stallkeeper.store.event_rows import EVENT, event_from
from stallkeeper.store.history_table import HistoryTable
from stallkeeper.store.standing_check import StandingCheck
from stallkeeper.store.typed_json import mapping

_AT_A_TIME = 500
_OURS = ("channel", "engine")

_EVENTS = ", ".join(f"h.{column}" for column in EVENT)
_LINES = f"""
    SELECT s.number, s.via, s.cause, h.number, o.scope, o.channel, o.id, {_EVENTS}
    FROM history AS h JOIN orders AS o ON o.number = h.order_number
    LEFT JOIN seals AS s ON s.number = (
        SELECT number FROM seals WHERE first <= h.number AND last >= h.number ORDER BY first DESC LIMIT 1
    )
"""
_ACCOUNTS = """
    WITH RECURSIVE accounts (name) AS (
        SELECT min(account) FROM orders
        UNION ALL SELECT (SELECT min(account) FROM orders WHERE account > name) FROM accounts WHERE name IS NOT NULL
    )
    SELECT name FROM accounts WHERE name IS NOT NULL
"""
_NAMES = """
    SELECT who FROM history
    UNION SELECT json_extract(note_json, '$.who') FROM seals WHERE note_json IS NOT NULL
"""
_SEALS = f"SELECT {', '.join(SEAL_COLUMNS)} FROM seals"
_HISTORY = f"""
    SELECT {", ".join(f"h.{column}" for column in SEALED_COLUMNS)}, details_json, salt,
        {", ".join(f"o.{column}" for column in IDENTITY)}
    FROM history AS h LEFT JOIN orders AS o ON o.number = h.order_number AND h.kind = 'first_seen'
"""
_NOTES = "SELECT number, via, cause, last, at, note_json FROM seals WHERE note_json IS NOT NULL"


class AuditTable:
    """Reads, and `note`, which is a transaction of its own."""

    def __init__(self, database: Database, history: HistoryTable) -> None:
        self._database = database
        self._history_table = history

    def note(self, note: Note, cause: str | None = None) -> None:
        """Put on record what was done and is about no single order."""
        with self._database.transaction():
            self._history_table.note(note, cause)

    def entries(self, wanted: AuditFilter | None = None) -> Iterator[AuditEntry]:
        """The lines that fit, the newest first; a few hundred are held at a time."""
        wanted = wanted or AuditFilter()
        fitting = (entry for entry in self._newest_first(wanted) if _fits(entry, wanted))
        return fitting if wanted.limit is None else islice(fitting, max(wanted.limit, 0))

    def _newest_first(self, wanted: AuditFilter) -> Iterator[AuditEntry]:
        """Lines and notes as one list: a note stands after the line that was the last when it was made."""
        about_orders = wanted.order_id or wanted.channel or wanted.account
        notes = iter([] if about_orders else self._notes())
        note = next(notes, None)
        for entry in self._lines(wanted):
            while note is not None and note[0] >= (entry.number or 0):
                yield note[1]
                note = next(notes, None)
            yield entry
        while note is not None:
            yield note[1]
            note = next(notes, None)

    def _lines(self, wanted: AuditFilter) -> Iterator[AuditEntry]:
        clauses, values = _conditions(wanted)
        below: int | None = None
        while True:
            more = [*clauses, "h.number < ?"] if below is not None else clauses
            where = f"WHERE {' AND '.join(more)}" if more else ""
            rows = self._database.rows(
                f"{_LINES} {where} ORDER BY h.number DESC LIMIT {_AT_A_TIME}",
                [*values, below] if below is not None else values,
            )
            yield from map(_line, rows)
            if len(rows) < _AT_A_TIME:
                return
            below = rows[-1][3]

    def _notes(self) -> list[tuple[int, AuditEntry]]:
        rows = self._database.rows(f"{_NOTES} ORDER BY number DESC")
        return [(row[3], _note(row)) for row in rows]

    def accounts(self) -> tuple[str, ...]:
        """The accounts whose orders the record is about, whatever the accounts file says by now."""
        return tuple(row[0] for row in self._database.rows(_ACCOUNTS))

    def names(self) -> tuple[str, ...]:
        """Everybody who ever did anything: the whole record is read for it."""
        return tuple(row[0] for row in self._database.rows(_NAMES))

    def check(self) -> Whole | Broken:
        """Read the whole chain and hold it against what is stored; the first place that is wrong, if any."""
        with self._database.aside() as one_moment:  # what is written meanwhile is no fault of it
            seals, history = one_moment.in_steps(_SEALS, "number"), one_moment.in_steps(_HISTORY, "h.number")
            found = ChainCheck(seals, history).run()
            return found if isinstance(found, Broken) else StandingCheck(one_moment).held_against(found)

    def has_seal(self, head: str) -> bool:
        """Whether one of the seals has that digest, written in hex."""
        return self._database.row("SELECT 1 FROM seals WHERE lower(hex(digest)) = lower(?)", (head,)) is not None


def _conditions(wanted: AuditFilter) -> tuple[list[str], list[Any]]:
    given = {
        "o.id = ?": wanted.order_id,
        "o.channel = ?": wanted.channel,
        "o.account = ?": wanted.account,
        "h.who = ?": wanted.who,
        "h.kind = ?": wanted.kind,
        "h.at >= ?": None if wanted.since is None else instant_cell(wanted.since),
        "h.at < ?": None if wanted.until is None else instant_cell(wanted.until),
    }
    held = {clause: value for clause, value in given.items() if value is not None}
    return list(held), list(held.values())


def _fits(entry: AuditEntry, wanted: AuditFilter) -> bool:
    """What SQL has not looked at: all of a note, and whatever is worked out of `who` and the seal."""
    what, cause = entry.what, entry.cause
    return (
        (wanted.where is None or entry.where == wanted.where)
        and (wanted.cause is None or cause == wanted.cause or cause.startswith(f"{wanted.cause}:"))
        and (wanted.who is None or what.who == wanted.who)
        and (wanted.kind is None or what.kind == wanted.kind)
        and (wanted.since is None or what.at >= wanted.since)
        and (wanted.until is None or what.at < wanted.until)
    )


def _line(row: Row) -> AuditEntry:
    event = event_from(OrderKey(row[4], row[5], row[6]), row[7:])
    return AuditEntry(row[0] or 0, row[3], event, where_of(event.who, row[1] or "api"), cause_of(event, row[2]))


def _note(row: Row) -> AuditEntry:
    told = mapping(row[5])
    note = Note(instant(row[4]), told["kind"], told["who"], told["details"])
    return AuditEntry(row[0], None, note, where_of(note.who, row[1]), cause_of(note, row[2]))


def where_of(who: str, via: Via) -> Where:
    """From where something was done: the engine and the channels act by themselves, whatever door was used."""
    if who in _OURS:
        return "system"
    return "rule" if who.startswith(RULE) else via
