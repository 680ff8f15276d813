"""Which rules of a seller are on and how each stands with an order in and out of their tables."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from stallkeeper.orders import OrderKey, RuleStanding, RuleState, RuleSwitch
from stallkeeper.store.cells import instant, instant_cell
from stallkeeper.store.columns import places
from stallkeeper.store.database import Database, Row

_SWITCHED = (
    "INSERT INTO seller_rules (account, rule, is_on, since, since_asked, digest) VALUES (?, ?, ?, ?, ?, ?)"
    " ON CONFLICT (account, rule) DO UPDATE SET is_on = excluded.is_on, since = excluded.since,"
    " since_asked = excluded.since_asked, digest = excluded.digest"
)
_SEED = (
    "INSERT INTO rule_looks (order_number, account, due_at, turn)"
    " SELECT number, account, ?, 0 FROM orders WHERE account = ? AND channel = ? AND ({among}) AND first_seen_at >= ?"
    " ON CONFLICT (order_number) DO UPDATE SET due_at = min(due_at, excluded.due_at), turn = turn + 1"
)
_STANDINGS = (
    "SELECT s.account, s.rule, o.scope, o.channel, o.id, s.state, s.at, s.why, s.submission"
    " FROM rule_standings AS s JOIN orders AS o ON o.number = s.order_number"
)
_STANDS = (
    "INSERT INTO rule_standings (account, rule, order_number, state, at, why) VALUES (?, ?, ?, ?, ?, ?)"
    " ON CONFLICT (account, rule, order_number) DO UPDATE SET state = excluded.state, at = excluded.at,"
    " why = excluded.why WHERE state <> 'fired' AND (state <> excluded.state OR why IS NOT excluded.why)"
)
_PASSES = "DELETE FROM rule_standings WHERE account = ? AND rule = ? AND order_number = ? AND state <> 'fired'"


@dataclass(frozen=True, slots=True)
class WrittenRule:
    """As much of a rule as the store has to know: where its orders stand, and what it was when it was written.

    `since` None: from when it is switched on.
    """

    rule: str
    digest: str
    since: datetime | None
    statuses: tuple[str, ...]
    natives: tuple[str, ...]


class RuleTable:
    """Reads; `keep`, `switch` and `note` are transactions of their own."""

    def __init__(self, database: Database) -> None:
        self._database = database

    # Switches

    def switches(self, account: str) -> dict[str, RuleSwitch]:
        """The rules of an account that were ever seen in its file and still are."""
        rows = self._database.rows("SELECT rule, is_on, since FROM seller_rules WHERE account = ?", (account,))
        return {row[0]: RuleSwitch(account, row[0], bool(row[1]), instant(row[2])) for row in rows}

    def keep(self, account: str, channel: str, written: Sequence[WrittenRule], now: datetime) -> None:
        """What the file holds now. One that is new is on from now; one that was taken out is forgotten, and comes back
        as a new one; one that was changed looks again at the orders it is for.
        """
        select = "SELECT rule, is_on, since, since_asked, digest FROM seller_rules WHERE account = ?"
        rows = self._database.rows(select, (account,))
        known = {row[0]: row[1:] for row in rows}
        if {name: row[-1] for name, row in known.items()} == {each.rule: each.digest for each in written}:
            return
        with self._database.transaction():
            for name in known.keys() - {each.rule for each in written}:
                self._database.change("DELETE FROM seller_rules WHERE account = ? AND rule = ?", (account, name))
                self._forget(account, name)
            for each in written:
                before = known.get(each.rule)
                if before is None:
                    self._set(account, channel, each, True, each.since or now, now)
                elif before[-1] != each.digest:
                    kept = now if before[2] else instant(before[1])  # what was asked for is not asked for any more
                    self._set(account, channel, each, bool(before[0]), each.since or kept, now)

    def switch(self, account: str, channel: str, rule: WrittenRule, on: bool, now: datetime) -> None:
        """On from now on, or off: what it waited for is forgotten, what it did is not."""
        with self._database.transaction():
            self._set(account, channel, rule, on, rule.since or now, now)

    def _set(self, account: str, channel: str, rule: WrittenRule, on: bool, since: datetime, now: datetime) -> None:
        asked = int(rule.since is not None)
        values = (account, rule.rule, int(on), instant_cell(since), asked, rule.digest)
        self._database.change(_SWITCHED, values)
        self._forget(account, rule.rule)
        if on:
            self._seed(account, channel, rule, since, now)

    def _seed(self, account: str, channel: str, rule: WrittenRule, since: datetime, now: datetime) -> None:
        """Look at the orders that it is for, as far as the store knows."""
        column, words = ("status", rule.statuses) if rule.statuses else ("native_status", rule.natives)
        statement = _SEED.format(among=f"{column} IN ({places(len(words))})")
        self._database.change(statement, (instant_cell(now), account, channel, *words, instant_cell(since)))

    def _forget(self, account: str, rule: str) -> None:
        statement = "DELETE FROM rule_standings WHERE account = ? AND rule = ? AND state <> 'fired'"
        self._database.change(statement, (account, rule))

    # Standings

    def counts(self, account: str) -> dict[tuple[str, RuleState], int]:
        """How many orders each rule has fired for, waits for, or is held at."""
        statement = "SELECT rule, state, count(*) FROM rule_standings WHERE account = ? GROUP BY rule, state"
        return {(rule, state): count for rule, state, count in self._database.rows(statement, (account,))}

    def standings(
        self, account: str, rule: str | None = None, states: Collection[RuleState] = ("waiting", "held")
    ) -> tuple[RuleStanding, ...]:
        """The longest-standing first; with them where rules were stopped after they had fired."""
        mine = " AND s.rule = ?" if rule is not None else ""
        among = f"(s.state IN ({places(len(states))}) OR s.state = 'fired' AND s.why IS NOT NULL)"
        where = f" WHERE s.account = ?{mine} AND {among} ORDER BY s.at, o.id, s.rule"
        values = (account, *(() if rule is None else (rule,)), *states)
        return tuple(map(_standing, self._database.rows(_STANDINGS + where, values)))

    def of_order(self, key: OrderKey) -> tuple[RuleStanding, ...]:
        """How each rule stands with one order, as far as it concerns it."""
        where = " WHERE o.id = ? AND o.channel = ? AND o.scope = ? ORDER BY s.at, s.rule"
        return tuple(map(_standing, self._database.rows(_STANDINGS + where, (key.id, key.channel, key.scope))))

    def stands(self, order_number: int, standing: RuleStanding) -> None:
        """Inside a transaction: how a rule stands with the order, unless it has fired; the time stays where the same
        thing was said before.
        """
        cells = (standing.account, standing.rule, order_number, standing.state, instant_cell(standing.at), standing.why)
        self._database.change(_STANDS, cells)

    def passes(self, order_number: int, account: str, rules: Iterable[str]) -> None:
        """Inside a transaction: these rules are not for the order as it stands now."""
        self._database.change_many(_PASSES, [(account, rule, order_number) for rule in rules])


def _standing(row: Row) -> RuleStanding:
    values: tuple[Any, ...] = row[7:]
    return RuleStanding(row[0], row[1], OrderKey(*row[2:5]), row[5], instant(row[6]), *values)
