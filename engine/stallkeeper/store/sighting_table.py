"""Which orders a page spoke of, and when, in; the orders that no page has spoken of for long out."""

from __future__ import annotations

from array import array
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import chain

from stallkeeper.store.cells import instant_cell
from stallkeeper.store.columns import places
from stallkeeper.store.database import Database

_AT_A_TIME = 5_000


@dataclass(frozen=True, slots=True)
class Unreported:
    """Orders of an account in one of `statuses` (None: unknown) that nothing was heard of since `since`.

    Those in `slow` statuses count only where they have been so since a moment in one of `moments`, each from
    (exclusive) and until (inclusive). What was erased of its buyer never counts. `after` is a number to go on from.
    """

    account: str
    channel: str
    statuses: Collection[str]
    since: datetime
    slow: Collection[str]
    moments: Sequence[tuple[datetime, datetime]]
    after: int = 0


class SightingTable:
    """One row for each page, so that a page that says nothing new costs one small row and no change of its orders."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, at: datetime, numbers: Iterable[int]) -> None:
        """Belongs inside a transaction."""
        orders = array("q", numbers).tobytes()
        if orders:
            self._database.change("INSERT INTO sightings (at, orders) VALUES (?, ?)", (instant_cell(at), orders))

    def unreported(self, wanted: Unreported, limit: int) -> tuple[tuple[int, str], ...]:
        """The first `limit` of them by number."""
        seen = self._seen(wanted.since)
        found = []
        for number, order_id in self._candidates(wanted):
            if not (number >> 3 < len(seen) and seen[number >> 3] >> (number & 7) & 1):
                found.append((number, order_id))
                if len(found) == limit:
                    break
        return tuple(found)

    def neighbours(
        self, account: str, channel: str, numbers: Collection[int], without: str, limit: int
    ) -> tuple[str, ...]:
        """The newest orders that came before the newest of these, are none of them and do not bear the flag."""
        rows = self._database.rows(
            f"""SELECT id FROM orders WHERE account = ? AND channel = ? AND number < ?
            AND number NOT IN ({places(len(numbers))}) AND instr(coalesce(flags_json, ''), ?) = 0
            ORDER BY number DESC LIMIT ?""",
            (account, channel, max(numbers, default=0), *numbers, f'"{without}"', limit),
        )
        return tuple(row[0] for row in rows)

    def begin_before(self, before: datetime) -> bool:
        """Whether the first of them is as old as that."""
        first = self._database.row("SELECT at FROM sightings ORDER BY number LIMIT 1")
        return first is not None and first[0] < instant_cell(before)

    def forget(self, before: datetime) -> None:
        """All up to the first that is not as old; those that stay are not looked at. Belongs inside a transaction."""
        self._database.change(
            "DELETE FROM sightings WHERE number < coalesce("
            "(SELECT number FROM sightings WHERE at >= ? ORDER BY number LIMIT 1), 9223372036854775807)",
            (instant_cell(before),),
        )

    def _seen(self, since: datetime) -> bytearray:
        """One bit for each order."""
        newest = self._database.row("SELECT max(number) FROM orders")
        seen = bytearray(((newest[0] or 0) >> 3) + 1 if newest else 1)
        for number in self._numbers(since):
            if number >> 3 < len(seen):
                seen[number >> 3] |= 1 << (number & 7)
        return seen

    def _numbers(self, since: datetime) -> Iterator[int]:
        after = 0
        while rows := self._database.rows(
            "SELECT number, orders FROM sightings WHERE number > ? AND at >= ? ORDER BY number LIMIT 100",
            (after, instant_cell(since)),
        ):
            for after, orders in rows:  # noqa: B007
                numbers = array("q")
                numbers.frombytes(orders)
                yield from numbers

    def _candidates(self, wanted: Unreported) -> Iterator[tuple[int, str]]:
        after = wanted.after
        while rows := self._database.rows(*_asked(wanted, after)):
            for number, order_id, erased in rows:
                if not erased:
                    yield number, order_id
            after = rows[-1][0]


def _asked(wanted: Unreported, after: int) -> tuple[str, tuple[object, ...]]:
    of_account = "FROM orders INDEXED BY orders_by_group WHERE account = ? AND channel = ? AND number > ? AND status"
    moments = [(instant_cell(since), instant_cell(until)) for since, until in wanted.moments]
    or_since = " OR (status_since > ? AND status_since <= ?)" * len(moments)
    statement = f"""
        SELECT number, id, erased_at IS NOT NULL {of_account} IS NULL UNION ALL
        SELECT number, id, erased_at IS NOT NULL {of_account} IN ({places(len(wanted.statuses))})
            AND (status NOT IN ({places(len(wanted.slow))}){or_since})
        ORDER BY number LIMIT ?
    """
    account = wanted.account, wanted.channel, after
    return statement, (*account, *account, *sorted(wanted.statuses), *sorted(wanted.slow), *chain(*moments), _AT_A_TIME)
