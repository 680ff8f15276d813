"""What happened to orders in, the orders at which a seller's rules have to look, and when, out.

The history is read under a name, so that nothing is missed whenever a process ends, and an account without rules costs
nothing. An order is looked at once for all that happened to it meanwhile.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from stallkeeper.orders import EventKind, OrderKey, RuleStanding
from stallkeeper.store.cells import instant_cell, optional_instant
from stallkeeper.store.columns import places
from stallkeeper.store.database import Database
from stallkeeper.store.history_reader import RULES, HistoryReaders
from stallkeeper.store.rule_table import RuleTable

_KINDS: tuple[EventKind, ...] = (
    "first_seen",
    "moved",
    "unforeseen",
    "unknown_status",
    "flagged",
    "changed",
    "deadline",
    "submission",
)
_AT_A_TIME = 20_000
"""Lines of the history that are gone through under one lock."""

_GATHER = f"""
    INSERT INTO rule_looks (order_number, account, due_at, turn)
    SELECT DISTINCT h.order_number, o.account, ?, 0
    FROM history AS h CROSS JOIN orders AS o ON o.number = h.order_number
    WHERE h.number > ? AND h.number <= ? AND h.kind IN ({places(len(_KINDS))})
    AND o.account IN (SELECT account FROM seller_rules)
    ON CONFLICT (order_number) DO UPDATE SET due_at = min(due_at, excluded.due_at), turn = turn + 1
"""
"""CROSS JOIN: the lines that are new come first, and never all orders of an account."""
_DUE = (
    "SELECT l.order_number, l.turn, o.status, o.native_status, o.scope, o.channel, o.id"
    " FROM rule_looks AS l JOIN orders AS o ON o.number = l.order_number"
    " WHERE l.account = ? AND l.due_at <= ? ORDER BY l.due_at, l.order_number LIMIT ?"
)
_LATER = "UPDATE rule_looks SET due_at = ? WHERE order_number = ? AND turn = ?"
_DONE = "DELETE FROM rule_looks WHERE order_number = ? AND turn = ?"


@dataclass(frozen=True, slots=True)
class Look:
    """An order that is to be looked at, and where it stands: that alone tells most rules that they are not for it."""

    number: int
    turn: int
    status: str | None
    native_status: str
    key: OrderKey


@dataclass(frozen=True, slots=True)
class Looked:
    """What came of a look: how rules stand with the order, which pass it by, and when to look again (None: when
    something happens to it).
    """

    look: Look
    account: str
    standings: tuple[RuleStanding, ...] = ()
    passing: tuple[str, ...] = ()
    again_at: datetime | None = None


class RuleLooks:
    """Each call is a transaction of its own, or two."""

    def __init__(self, database: Database, readers: HistoryReaders, rules: RuleTable) -> None:
        self._database = database
        self._readers = readers
        self._rules = rules

    def begin(self) -> None:
        """From now on nothing is missed."""
        self._readers.begin(RULES)

    def gather(self, now: datetime) -> None:
        """Note the orders to which something happened since the last time, of every account that has rules here.

        Also of those that another engine works: they share one mark.
        """
        start, last = self._readers.begin(RULES), self._last()
        while start < last:
            upto = min(start + _AT_A_TIME, last)
            with self._database.transaction():
                self._database.change(_GATHER, (instant_cell(now), start, upto, *_KINDS))
                self._readers.mark(RULES, upto)
            start = upto

    def _last(self) -> int:
        row = self._database.row("SELECT max(number) FROM history")
        return row[0] or 0 if row else 0

    def next_due(self, account: str) -> datetime | None:
        """When the account's next look is due."""
        row = self._database.row("SELECT min(due_at) FROM rule_looks WHERE account = ?", (account,))
        return optional_instant(row[0]) if row else None

    def due(self, account: str, now: datetime, most: int) -> tuple[Look, ...]:
        """The orders that are to be looked at now."""
        rows = self._database.rows(_DUE, (account, instant_cell(now), most))
        return tuple(Look(row[0], row[1], row[2], row[3], OrderKey(*row[4:])) for row in rows)

    def settle(self, looked: Iterable[Looked]) -> None:
        """Put on record what came of looks; an order to which something happened meanwhile stays due."""
        with self._database.transaction():
            for each in looked:
                for standing in each.standings:
                    self._rules.stands(each.look.number, standing)
                self._rules.passes(each.look.number, each.account, each.passing)
                self._next(each)

    def _next(self, looked: Looked) -> None:
        number, turn = looked.look.number, looked.look.turn
        if looked.again_at is None:
            self._database.change(_DONE, (number, turn))
        else:
            self._database.change(_LATER, (instant_cell(looked.again_at), number, turn))
