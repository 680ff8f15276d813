"""What a rule asks for in; stored with the rule's mark on the order in one transaction, or why not, out.

Once per order and rule, whatever process dies when: the mark, the submission, its history and the goods that are
promised with it are one commit.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Literal, NamedTuple

from stallkeeper.orders import Event, Submission
from stallkeeper.store.cells import instant_cell
from stallkeeper.store.columns import places
from stallkeeper.store.database import Database
from stallkeeper.store.order_writes import OrderWrites
from stallkeeper.store.submission_table import SubmissionTable

DAY = timedelta(days=1)
_FIRED_ON = "SELECT rule, mark, why FROM rule_standings WHERE order_number = ? AND state = 'fired'"
_OF_DAY = (
    "SELECT at FROM rule_standings WHERE account = ? AND rule = ? AND state = 'fired' AND at > ?"
    " ORDER BY at DESC LIMIT 1 OFFSET ?"
)
_MARKED = (
    "INSERT INTO rule_standings (account, rule, order_number, state, at, submission, mark)"
    " SELECT ?, ?, ?, 'fired', ?, ?, max(number) FROM history WHERE order_number = ?"
    " ON CONFLICT (account, rule, order_number) DO UPDATE SET"
    " state = excluded.state, at = excluded.at, submission = excluded.submission, mark = excluded.mark, why = NULL"
)
_STOPPED = "UPDATE rule_standings SET why = ? WHERE order_number = ? AND state = 'fired'"
_GOES_ON = (
    "UPDATE rule_standings SET why = NULL, mark = (SELECT max(number) FROM history WHERE order_number = ?1)"
    " WHERE order_number = ?1 AND state = 'fired'"
)
_WENT_ON = "SELECT max(number) FROM history WHERE order_number = ? AND kind = 'rules'"
_LOOK = (
    "INSERT INTO rule_looks (order_number, account, due_at, turn)"
    " SELECT number, account, ?, 0 FROM orders WHERE number = ?"
    " ON CONFLICT (order_number) DO UPDATE SET due_at = min(due_at, excluded.due_at), turn = turn + 1"
)
_HELD = "'new', 'waiting_acceptance', 'accepted', 'waiting_shipment', 'pickup_to_prepare', 'to_pickup'"
_SAME_STOCK = "account IN ({accounts}) AND channel IN ({channels}) AND NOT fulfilled_by_channel"
_PROMISED = f"""
    SELECT l.sku, sum(max(l.quantity - coalesce(l.shipped, 0), 0))
    FROM (
        SELECT number, status AS stands FROM orders WHERE {_SAME_STOCK} AND status IN ({_HELD})
        UNION ALL
        SELECT number, last_known_status FROM orders
        WHERE {_SAME_STOCK} AND status IS NULL AND last_known_status IN ({_HELD})
    ) AS o JOIN lines AS l ON l.order_number = o.number
    WHERE l.sku IN ({{skus}}) AND o.number <> ?
    AND coalesce(l.status, '') NOT IN ('canceled', 'refused', 'refunded', 'shipped', 'closed')
    AND (
        o.stands NOT IN ('new', 'waiting_acceptance')
        OR EXISTS (
            SELECT 1 FROM submissions AS s
            WHERE s.order_number = l.order_number AND s.state NOT IN ('rejected', 'superseded')
            AND (s.expected_json LIKE '%"accepted"%' OR s.expected_json LIKE '%"waiting_shipment"%')
        )
    )
    GROUP BY l.sku
"""
"""Units of orders that were accepted, or that somebody asks to accept, and that have not left."""


@dataclass(frozen=True, slots=True)
class Demand:
    """What an order asks of a stock: `units` by sku, of which `free` are there for it and for all other promises.

    `accounts` are those whose orders are served from the same stock, on these `channels`.
    """

    units: Mapping[str, int]
    free: Mapping[str, int]
    accounts: tuple[str, ...]
    channels: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Wish:
    """A rule's wish to act. `per_day` is how often it may in any 24 hours, `chain` how many rules may on one order."""

    rule: str
    submission: Submission
    event: Event
    chain: int
    per_day: int | None = None
    demand: Demand | None = field(default=None, repr=False)


class Fired(NamedTuple):
    """That a rule has acted: `mark` is the line of the history that was the order's last then; `why` says what made all
    rules stop for the order since.
    """

    mark: int
    why: str | None


class Answer(NamedTuple):
    """`fired` is the one yes. `short`: (sku, units free for it) of what the stock does not cover."""

    said: Literal["fired", "fired_before", "stopped", "chain", "full_day", "short", "pending"]
    short: tuple[str, int] | None = None
    again_at: int | None = None
    """The cell of when the day is not full any more."""


class RuleFiring:
    """`fire`, `stop` and `go_on` are each a transaction of its own."""

    def __init__(self, database: Database, writes: OrderWrites, submissions: SubmissionTable) -> None:
        self._database = database
        self._writes = writes
        self._submissions = submissions

    def fired_on(self, order_number: int) -> dict[str, Fired]:
        """The rules that have fired for an order."""
        return {row[0]: Fired(row[1], row[2]) for row in self._database.rows(_FIRED_ON, (order_number,))}

    def stop(self, order_number: int, why: str, event: Event) -> None:
        """No rule acts on this order any more, until somebody says so; `event` tells its history."""
        with self._database.transaction():
            if self._database.change(_STOPPED, (why, order_number)):
                self._writes.append((event,))

    def go_on(self, event: Event) -> bool:
        """Rules may act on the order again, those that have acted excepted; whether they were stopped.

        What came before counts no more, neither for a chain nor for rules that undo each other.
        """
        with self._database.transaction():
            number = self._writes.number(event.key)
            if not any(each.why for each in self.fired_on(number).values()):
                return False
            self._writes.append((event,))
            self._database.change(_GOES_ON, (number,))
            self._database.change(_LOOK, (instant_cell(event.at), number))
        return True

    def is_back(self, order_number: int, status: str, mark: int) -> bool:
        """Whether the order came to `status` again after that line."""
        statement = "SELECT 1 FROM history WHERE order_number = ? AND number > ? AND to_status = ? LIMIT 1"
        return self._database.row(statement, (order_number, mark, status)) is not None

    def fire(self, wish: Wish) -> Answer:
        """All of it, or nothing. `fired_before` and the like say which other one came first."""
        with self._database.transaction():
            number = self._writes.number(wish.submission.key)
            against = self._against(number, wish)
            if against is not None:
                return against
            if not self._submissions.add(number, wish.submission):
                return Answer("pending")
            self._writes.append((wish.event,), cause=wish.submission.who)
            self._mark(number, wish)
        return Answer("fired")

    def against(self, wish: Wish) -> Answer | None:
        """What stands against it now, apart from a submission that is under way; nothing is written."""
        return self._against(self._writes.number(wish.submission.key), wish)

    def _mark(self, number: int, wish: Wish) -> None:
        made = wish.submission
        values = (made.account, wish.rule, number, instant_cell(made.created_at), made.id, number)
        self._database.change(_MARKED, values)

    def _against(self, number: int, wish: Wish) -> Answer | None:
        fired = self.fired_on(number)
        if wish.rule in fired:
            return Answer("fired_before")
        if any(each.why for each in fired.values()):
            return Answer("stopped")
        if len(fired) >= wish.chain and self._since_it_went_on(number, fired) >= wish.chain:
            return Answer("chain")
        return self._full_day(wish, wish.submission.created_at) or self._short(number, wish.demand)

    def _since_it_went_on(self, number: int, fired: Mapping[str, Fired]) -> int:
        """How many rules have acted since a person let them go on, if ever one did."""
        row = self._database.row(_WENT_ON, (number,))
        start = row[0] or 0 if row else 0
        return sum(each.mark > start for each in fired.values())

    def _full_day(self, wish: Wish, now: datetime) -> Answer | None:
        """Whether so many have fired in the last 24 hours that one more would be too many; the oldest of them goes."""
        if wish.per_day is None:
            return None
        values = (wish.submission.account, wish.rule, instant_cell(now - DAY), wish.per_day - 1)
        row = self._database.row(_OF_DAY, values)
        return (
            None if row is None else Answer("full_day", again_at=row[0] + instant_cell(now) - instant_cell(now - DAY))
        )

    def _short(self, number: int, demand: Demand | None) -> Answer | None:
        """The first product that what is promised already leaves too few units of."""
        if demand is None or not demand.units:
            return None
        accounts, channels, skus = (places(len(each)) for each in (demand.accounts, demand.channels, demand.units))
        statement = _PROMISED.format(accounts=accounts, channels=channels, skus=skus)
        shared = (*demand.accounts, *demand.channels)
        promised: dict[str, int] = dict(self._database.rows(statement, (*shared, *shared, *demand.units, number)))
        for sku, units in demand.units.items():
            free = demand.free.get(sku, 0) - promised.get(sku, 0)
            if free < units:
                return Answer("short", (sku, free))
        return None
