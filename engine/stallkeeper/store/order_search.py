"""An OrderFilter in, the numbers of the orders that it lets through out, newest first: by an index, whatever it asks.

Orders of one account, channel and status that are late, or are not, are a group. One index holds every group by date;
a filter is so many of its groups, and their first orders are merged. How many groups there are does not depend on how
many orders there are, and so the first orders of a million are found as quickly as those of ten thousand.
"""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from heapq import merge
from typing import Any

from stallkeeper.store.cells import instant_cell
from stallkeeper.store.columns import places
from stallkeeper.store.database import Database, Row
from stallkeeper.store.order_filter import OrderFilter
from stallkeeper.text.json_codec import encode

_MERGED = 100
"""How many groups one statement merges; SQLite takes up to 500."""

_TOGETHER = 256
"""How many ids are looked up at a time."""

_FIRST_FEW = 1000
"""Up to so many orders are merged from their groups; more of them are cheaper to sort."""

_BY_DATE = "ORDER BY ordered_at DESC, id, number"
_OF_GROUP = "account = ? AND channel = ? AND status IS ? AND late IS ?"

Group = tuple[Any, ...]


class OrderSearch:
    """Reads only what a filter lets through, and one entry of the index for each group beside it."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def numbers(self, wanted: OrderFilter) -> array[int]:
        """The orders by `ordered_at` downwards (those without one last), then by id."""
        limit = -1 if wanted.limit is None else max(wanted.limit, 0)
        with self._database.snapshot():
            if wanted.ids is not None:
                rows = self._database.rows(*numbers_statement(wanted, self._with_ids(wanted.ids), limit))
            elif not _names_groups(wanted):
                rows = self._database.rows(*date_statement(wanted, limit))
            elif 0 <= limit <= _FIRST_FEW:
                rows = self._first_of(self._groups(wanted), wanted, limit)
            else:
                rows = self._database.rows(*sort_statement(self._groups(wanted), wanted, limit))
        return array("q", (row[0] for row in rows))

    def _with_ids(self, ids: Sequence[str]) -> list[int]:
        """The numbers of all orders with these ids, of whatever channel."""
        several = (ids[start : start + _TOGETHER] for start in range(0, len(ids), _TOGETHER))
        statement = "SELECT number FROM orders WHERE id IN ({})"
        return [row[0] for some in several for row in self._database.rows(statement.format(places(len(some))), some)]

    def _groups(self, wanted: OrderFilter) -> list[Group]:
        """Account, channel, status and lateness of every group that the filter lets through, however it is dated."""
        return self._database.rows(*groups_statement(wanted))

    def _first_of(self, groups: Sequence[Group], wanted: OrderFilter, limit: int) -> list[Row]:
        several = [groups[start : start + _MERGED] for start in range(0, len(groups), _MERGED)]
        found = [self._database.rows(*merge_statement(some, wanted, limit)) for some in several]
        return found[0] if len(found) == 1 else list(merge(*found, key=_turn))[:limit]


def date_statement(wanted: OrderFilter, limit: int) -> tuple[str, list[Any]]:
    """Orders of an interval, or all of them."""
    within, values = _interval(wanted)
    return f"SELECT number FROM orders WHERE {within} {_BY_DATE} LIMIT ?", [*values, limit]


def groups_statement(wanted: OrderFilter) -> tuple[str, list[Any]]:
    """Steps from group to group through the index: the next account, its next channel, the next status of both."""
    accounts, channels = "VALUES (?)", "SELECT account, ? FROM accounts WHERE account IS NOT NULL"
    statuses = "SELECT account, channel, value FROM channels, json_each(?) WHERE channel IS NOT NULL"
    values: list[Any] = []
    if wanted.account is None:
        accounts = _stepping("account", "accounts", ())
    else:
        values.append(wanted.account)
    if wanted.channel is None:
        channels = _stepping("channel", "channels", ("account",), "accounts")
    else:
        values.append(wanted.channel)
    if not wanted.statuses:
        statuses = _stepping("status", "statuses", ("account", "channel"), "channels")
    else:
        values.append(encode(list(dict.fromkeys(wanted.statuses))).decode())
    lateness = {None: "(NULL), (1)", True: "(1)", False: "(NULL)"}[wanted.late]
    return (
        f"WITH RECURSIVE accounts (account) AS ({accounts}), channels (account, channel) AS ({channels}),"
        f" statuses (account, channel, status) AS ({statuses}), lateness (late) AS (VALUES {lateness})"
        " SELECT account, channel, status, late FROM statuses AS s, lateness AS l WHERE EXISTS ("
        "SELECT 1 FROM orders AS o WHERE o.account = s.account AND o.channel = s.channel"
        " AND o.status IS s.status AND o.late IS l.late)"
    ), values


def _stepping(column: str, name: str, given: tuple[str, ...], outer: str = "") -> str:
    """The values of `column` one after the other, for each row of `outer`; the last is NULL."""
    kept = "".join(f"{each}, " for each in given)
    least = f"SELECT min({column}) FROM orders AS o WHERE" + "".join(f" o.{each} = s.{each} AND" for each in given)
    among = f" FROM {outer} AS s WHERE {given[-1]} IS NOT NULL" if outer else ""
    first = f"SELECT {kept}({least} o.{column} > ''){among}"
    return (
        f"{first} UNION ALL SELECT {kept}({least} o.{column} > s.{column}) FROM {name} AS s WHERE {column} IS NOT NULL"
    )


def merge_statement(groups: Sequence[Group], wanted: OrderFilter, limit: int) -> tuple[str, list[Any]]:
    """The first of several groups. SQLite reads each only as far as its orders are among the first of all."""
    within, values = _interval(wanted)
    each = f"SELECT number, ordered_at, id FROM orders WHERE {_OF_GROUP} AND {within}"
    parts = " UNION ALL ".join([each] * len(groups)) or "SELECT number, ordered_at, id FROM orders WHERE 0"
    given = [value for group in groups for value in (*group, *values)]
    return f"{parts} {_BY_DATE} LIMIT ?", [*given, limit]


def sort_statement(groups: Sequence[Group], wanted: OrderFilter, limit: int) -> tuple[str, list[Any]]:
    """All orders of several groups, or many of them."""
    within, values = _interval(wanted)
    group = ("account", "channel", "status", "late")
    given = ", ".join(f"json_extract(value, '$[{place}]') AS {name}" for place, name in enumerate(group))
    same = " AND ".join(f"orders.{name} IS groups.{name}" for name in group)
    return (
        f"WITH groups AS MATERIALIZED (SELECT {given} FROM json_each(?))"
        f" SELECT number FROM groups CROSS JOIN orders WHERE {same} AND {within} {_BY_DATE} LIMIT ?"
    ), [encode(groups).decode(), *values, limit]


def numbers_statement(wanted: OrderFilter, numbers: Sequence[int], limit: int) -> tuple[str, list[Any]]:
    """Those of these orders that the rest of the filter lets through."""
    within, values = _interval(wanted)
    clauses, values = ["number IN (SELECT value FROM json_each(?))", within], [encode(numbers).decode(), *values]
    for column, value in (("channel", wanted.channel), ("account", wanted.account)):
        if value is not None:
            clauses.append(f"+{column} = ?")  # the sign says: not by an index of this column
            values.append(value)
    if wanted.statuses:
        clauses.append(f"(+status IN ({places(len(wanted.statuses))}) OR (+status IS NULL AND ?))")
        values += [*wanted.statuses, None in wanted.statuses]
    if wanted.late is not None:
        clauses.append("+late IS ?")
        values.append(1 if wanted.late else None)
    return f"SELECT number FROM orders WHERE {' AND '.join(clauses)} {_BY_DATE} LIMIT ?", [*values, limit]


def _names_groups(wanted: OrderFilter) -> bool:
    return bool(wanted.statuses) or (wanted.account, wanted.channel, wanted.late) != (None, None, None)


def _interval(wanted: OrderFilter) -> tuple[str, list[Any]]:
    given = (("ordered_at >= ?", wanted.since), ("ordered_at < ?", wanted.until))
    clauses = [clause for clause, instant in given if instant is not None]
    return " AND ".join(clauses) or "TRUE", [instant_cell(instant) for _, instant in given if instant is not None]


def _turn(row: Row) -> tuple[Any, ...]:
    """Where a row stands among others: the newest first, one without a date last."""
    number, ordered_at, order_id = row
    return (ordered_at is None, -(ordered_at or 0), order_id.encode(), number)
