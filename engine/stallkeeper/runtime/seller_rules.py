"""A seller's rules in: which are on, what they did and wait for, what one would do with an order, and switches, out."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from stallkeeper.clock import Clock
from stallkeeper.errors import UsageError
from stallkeeper.machine.decision import Change
from stallkeeper.machine.seller_rules import Asked, judge
from stallkeeper.orders import Event, Note, Order, OrderKey, RuleStanding, Submission
from stallkeeper.runtime import incidents
from stallkeeper.runtime.automation import Automation, written
from stallkeeper.runtime.journal import Journal, asked_by
from stallkeeper.runtime.lane import Lane
from stallkeeper.runtime.lanes import Lanes
from stallkeeper.runtime.rule_look import Round, RuleLook, why_not
from stallkeeper.runtime.stock_room import StockRoom
from stallkeeper.spec.seller_rule import SellerRule
from stallkeeper.store.stock import Stock
from stallkeeper.store.store import Store


@dataclass(frozen=True, slots=True)
class RuleReport:
    """One rule of an account. `since` None: it has not been switched on by a run yet.

    `open` are the orders that it waits for or is held at, the longest first, and those at which rules were stopped.
    """

    account: str
    rule: SellerRule
    is_on: bool
    since: datetime | None
    fired: int
    waiting: int
    held: int
    open: tuple[RuleStanding, ...]


@dataclass(frozen=True, slots=True)
class RuleTrial:
    """What a rule would do with an order now. Nothing was done. `change` is what it would ask for, if it would.

    `aside` says why it is left alone all the same: the rule is off, or for later orders only.
    """

    rule: SellerRule
    key: OrderKey
    outcome: Literal["passes", "waits", "held", "fires", "has_fired"]
    asked: tuple[Asked, ...] = ()
    why: str = ""
    change: Change | None = None
    aside: str = ""


class SellerRules:
    """`work` does what is due; all else only looks, or switches."""

    def __init__(
        self,
        store: Store,
        lanes: Lanes,
        automation: Automation,
        look: RuleLook,
        clock: Clock,
        order_of: Callable[[OrderKey], Order],
    ) -> None:
        self._store = store
        self._lanes = lanes
        self._automation = automation
        self._look = look
        self._clock = clock
        self._order = order_of

    def list(self, account: str | None = None) -> tuple[RuleReport, ...]:
        """The rules of an account, or of all, in the file's order."""
        return tuple(self._report(lane, rule) for lane in self._lanes.some(account) for rule in lane.rules)

    def work(self, account: str | None = None) -> tuple[Submission, ...]:
        """Look at what happened since the last time, and do what the rules say; `send` sends what they asked for."""
        lanes = tuple(self._lanes.some(account))
        self._automation.gather(lanes)
        return tuple(each for lane in lanes if lane.rules for each in self._automation.work(lane))

    def begin(self, lane: Lane) -> None:
        """Take the rules of an account as its file has them; one that is new is on from now."""
        self._automation.begin(lane)

    def due(self) -> tuple[str, ...]:
        """The accounts whose rules have something to look at, with all that has happened until now."""
        self._automation.gather(self._lanes.every())
        now = self._clock.now()
        return tuple(lane.name for lane, due_at in self._next() if due_at <= now)

    def next_due(self) -> datetime | None:
        """When a rule has to look at an order again, as far as time alone decides that."""
        return min((due_at for _, due_at in self._next()), default=None)

    def _next(self) -> Iterator[tuple[Lane, datetime]]:
        for lane in self._lanes.every():
            due_at = self._automation.next_due(lane)
            if due_at is not None:
                yield lane, due_at

    def attempt(self, rule_id: str, key: OrderKey) -> RuleTrial:
        """What the rule would do with the order now, also where it is off, or was switched on too late for it.

        Raises UsageError for an order, or a rule of its account, that there is not.
        """
        order = self._order(key)
        lane = self._lanes.of(order.account)
        rule, now = _named(lane, rule_id), self._clock.now()
        before = next((each for each in self._store.rules.table.of_order(key) if each.rule == rule.id), None)
        if before is not None and before.state == "fired":
            return RuleTrial(
                rule, key, "has_fired", (), f"it acted on {before.at:%Y-%m-%d %H:%M} UTC, and does so once"
            )
        here = Round(lane, now, ())
        pending, lists = self._store.open_submission(key), here.lists_of(rule.action)
        judged = judge(lane.machine, rule, order, now=now, pending=pending, lists=lists)
        aside = self._aside(lane, rule, order)
        if judged.change is None:
            return RuleTrial(rule, key, judged.outcome, judged.asked, judged.why, aside=aside)
        against = self._against(here, rule, order, judged.change)
        if against is not None:
            return RuleTrial(rule, key, "waits", judged.asked, against, aside=aside)
        return RuleTrial(rule, key, "fires", judged.asked, change=judged.change, aside=aside)

    def switch(self, rule_id: str, on: bool, who: str, account: str | None = None) -> RuleReport:
        """On from now on, or off. Raises UsageError for a rule that there is not, or that several accounts have."""
        asked_by(who)
        lane = self._holder(rule_id, account)
        rule, now = _named(lane, rule_id), self._clock.now()
        self._automation.begin(lane)
        self._store.rules.table.switch(lane.name, lane.channel, written(rule), on, now)
        details = {"account": lane.name, "rule": rule.id, "on": on}
        self._store.audit.note(Note(now, "rule_switched", who, details))
        return self._report(lane, rule)

    def resume(self, key: OrderKey, who: str) -> bool:
        """Let rules go on with an order at which they were stopped; False where they were not.

        One that has acted on the order does not again; the others look at it anew. Raises UsageError for an order that
        there is not.
        """
        order, now = self._order(key), self._clock.now()
        went_on = self._store.rules.firing.go_on(Event(now, key, "rules", asked_by(who), details={"stopped": False}))
        closed = self._store.resolve_incidents(order.account, incidents.RULES_STOPPED, order.id, at=now)
        return went_on or closed > 0  # a process that ended between the two left the second to the next one

    def _aside(self, lane: Lane, rule: SellerRule, order: Order) -> str:
        switch = self._store.rules.table.switches(lane.name).get(rule.id)
        if switch is not None and not switch.is_on:
            return "the rule is off"
        since = rule.since if switch is None else switch.since
        if since is None or order.first_seen_at < since:
            return "the order was first seen before the rule was switched on"
        return ""

    def _against(self, here: Round, rule: SellerRule, order: Order, change: Change) -> str | None:
        """What only the store and the stock know."""
        wish = self._look.wish(here, rule, order, change, quietly=True)
        if isinstance(wish, str):
            return wish
        answer = self._store.rules.firing.against(wish)
        return None if answer is None else why_not(answer, wish)

    def _report(self, lane: Lane, rule: SellerRule) -> RuleReport:
        table = self._store.rules.table
        switch, counts = table.switches(lane.name).get(rule.id), table.counts(lane.name)
        fired, waiting, held = (counts.get((rule.id, state), 0) for state in ("fired", "waiting", "held"))
        is_on, since = (True, None) if switch is None else (switch.is_on, switch.since)
        return RuleReport(lane.name, rule, is_on, since, fired, waiting, held, table.standings(lane.name, rule.id))

    def _holder(self, rule_id: str, account: str | None) -> Lane:
        lanes = [lane for lane in self._lanes.some(account) if any(rule.id == rule_id for rule in lane.rules)]
        if len(lanes) > 1:
            names = ", ".join(lane.name for lane in lanes)
            raise UsageError(f"several accounts have a rule {rule_id!r}: {names}; name one of them")
        if not lanes:
            known = [rule.id for lane in self._lanes.some(account) for rule in lane.rules]
            raise UsageError(f"there is no rule {rule_id!r}; the rules are: {', '.join(known) or 'none'}")
        return lanes[0]


def rules_over(
    store: Store,
    lanes: Lanes,
    stocks: Mapping[str, Stock],
    journal: Journal,
    clock: Clock,
    new_id: Callable[[], str],
    order_of: Callable[[OrderKey], Order],
) -> SellerRules:
    """All that rules need, wired together."""
    look = RuleLook(
        store, journal, StockRoom(stocks, lambda name: lanes.of(name).channel, store, journal, clock), new_id
    )
    return SellerRules(store, lanes, Automation(store, look, clock), look, clock, order_of)


def _named(lane: Lane, rule_id: str) -> SellerRule:
    for rule in lane.rules:
        if rule.id == rule_id:
            return rule
    known = ", ".join(rule.id for rule in lane.rules) or "none"
    raise UsageError(f"account {lane.name} has no rule {rule_id!r}; its rules are: {known}")
