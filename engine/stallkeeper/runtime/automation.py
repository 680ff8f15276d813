"""The rules of accounts in; the orders that they look at, and what they ask for, out.

A rule sends nothing: it queues what a person would have queued, once per order, and the outbox does the rest.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from stallkeeper.clock import Clock
from stallkeeper.orders import Submission
from stallkeeper.runtime.lane import Lane
from stallkeeper.runtime.rule_look import Round, RuleLook
from stallkeeper.spec.seller_rule import SellerRule
from stallkeeper.store.rule_table import WrittenRule
from stallkeeper.store.store import Store

_AT_A_TIME = 200


class Automation:
    """Works the rules of one account at a time. An account without rules costs nothing."""

    def __init__(self, store: Store, look: RuleLook, clock: Clock) -> None:
        self._store = store
        self._look = look
        self._clock = clock

    def begin(self, lane: Lane) -> None:
        """Take the account's rules as they stand in its file; one that is new is on from now."""
        if lane.rules_are_kept:
            return
        if lane.rules or self._store.rules.table.switches(lane.name):
            self._store.rules.looks.begin()
            self._store.rules.table.keep(lane.name, lane.channel, tuple(map(written, lane.rules)), self._clock.now())
        lane.rules_are_kept = True

    def gather(self, lanes: Iterable[Lane]) -> None:
        """Note the orders to which something happened, of accounts that have rules; these may be some of them."""
        some = False
        for lane in lanes:
            self.begin(lane)
            some = some or bool(lane.rules)
        if some:
            self._store.rules.looks.gather(self._clock.now())

    def next_due(self, lane: Lane) -> datetime | None:
        """When a rule of the account has to look at an order."""
        return self._store.rules.looks.next_due(lane.name) if lane.rules else None

    def work(self, lane: Lane) -> tuple[Submission, ...]:
        """Look at every order of the account that is due; what its rules asked for."""
        here = self.round(lane)
        while looks := self._store.rules.looks.due(lane.name, here.now, _AT_A_TIME):
            self._store.rules.looks.settle([self._look.at(here, look) for look in looks])
        return tuple(here.fired)

    def round(self, lane: Lane) -> Round:
        """A pass over the account with the rules that are on."""
        switches = self._store.rules.table.switches(lane.name)
        on = ((rule, switches[rule.id]) for rule in lane.rules if rule.id in switches)
        return Round(lane, self._clock.now(), tuple((rule, switch) for rule, switch in on if switch.is_on))


def written(rule: SellerRule) -> WrittenRule:
    """As much of a rule as the store has to know."""
    return WrittenRule(rule.id, rule.digest, rule.since, rule.when.statuses, rule.when.natives)
