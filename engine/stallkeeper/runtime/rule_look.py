"""One order and the rules of its account in; what fires, waits or is held, and when to look again, out."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from stallkeeper.machine.confirmation import asked_first
from stallkeeper.machine.decision import Change, Unconfirmed
from stallkeeper.machine.seller_rules import judge
from stallkeeper.orders import Event, Lists, Order, RuleStanding, RuleState, RuleSwitch, Submission
from stallkeeper.runtime import incidents
from stallkeeper.runtime.acting import queued_event, submission_of
from stallkeeper.runtime.journal import ENGINE, Journal
from stallkeeper.runtime.lane import Lane
from stallkeeper.runtime.stock_room import StockRoom
from stallkeeper.runtime.value_lists import lists_for
from stallkeeper.spec.seller_rule import SellerRule
from stallkeeper.store.cells import instant
from stallkeeper.store.rule_firing import Answer, Fired, Wish
from stallkeeper.store.rule_looks import Look, Looked
from stallkeeper.store.store import Store

LONGEST_CHAIN = 5
"""So many rules may act on one order; what more would want to is told to a person."""

STOCK_AGAIN_AFTER = timedelta(minutes=5)
"""How long to wait before a stock that was too short is asked again."""


@dataclass(slots=True)
class Round:
    """One pass over one account: what is the same for all of its orders."""

    lane: Lane
    now: datetime
    rules: tuple[tuple[SellerRule, RuleSwitch], ...]
    fired: list[Submission] = field(default_factory=list)
    lists: dict[str, Lists] = field(default_factory=dict)

    def concerns(self, look: Look) -> bool:
        """Whether any rule is for orders at that status."""
        native = self.lane.spec.aliases.get(look.native_status, look.native_status)
        return any(
            (not rule.when.statuses or look.status in rule.when.statuses)
            and (not rule.when.natives or native in rule.when.natives)
            for rule, _ in self.rules
        )

    def lists_of(self, action: str) -> Lists:
        """Read once for all orders."""
        if action not in self.lists:
            self.lists[action] = lists_for(self.lane, action)
        return self.lists[action]


@dataclass(slots=True)
class _Sight:
    """One order in one round, and what is to be put on record of it."""

    here: Round
    look: Look
    order: Order
    fired: Mapping[str, Fired]
    standings: list[RuleStanding] = field(default_factory=list)
    passing: list[str] = field(default_factory=list)
    again: list[datetime] = field(default_factory=list)

    def stands(self, rule: SellerRule, state: RuleState, why: str, again_at: datetime | None = None) -> None:
        """The rule is for this order, and does nothing yet."""
        here = self.here
        self.standings.append(RuleStanding(here.lane.name, rule.id, self.order.key, state, here.now, why))
        if again_at is not None:
            self.again.append(again_at)

    def looked(self) -> Looked:
        again_at = min(self.again, default=None)
        return Looked(self.look, self.here.lane.name, tuple(self.standings), tuple(self.passing), again_at)


class RuleLook:
    """Looks at orders; what a rule asks for is stored here, all else by whoever asked for the look."""

    def __init__(self, store: Store, journal: Journal, stock: StockRoom, new_id: Callable[[], str]) -> None:
        self._store = store
        self._journal = journal
        self._stock = stock
        self._new_id = new_id
        self._firing = store.rules.firing

    def at(self, here: Round, look: Look) -> Looked:
        """What came of it. One rule acts on an order at a time: the next one looks when that has come to its end."""
        rules = tuple(rule.id for rule, _ in here.rules)
        order = self._store.order(look.key) if here.concerns(look) else None
        if order is None or order.erased is not None:
            return Looked(look, here.lane.name, passing=rules)
        sight = _Sight(here, look, order, self._firing.fired_on(look.number))
        if self._has_stopped(sight):
            return Looked(look, here.lane.name, passing=rules)
        pending = self._store.open_submission(order.key)
        for rule, switch in here.rules:
            is_for = rule.id not in sight.fired and order.first_seen_at >= switch.since
            if is_for and self._has_fired(sight, rule, pending):
                break
        return sight.looked()

    def _has_fired(self, sight: _Sight, rule: SellerRule, pending: Submission | None) -> bool:
        here = sight.here
        lists = here.lists_of(rule.action)
        judged = judge(here.lane.machine, rule, sight.order, now=here.now, pending=pending, lists=lists)
        match judged.outcome:
            case "passes":
                sight.passing.append(rule.id)
            case "waits":
                sight.stands(rule, "waiting", judged.why, judged.again_at)
            case "held":
                sight.stands(rule, "held", judged.why)
            case "fires":
                assert judged.change is not None
                return self._fires(sight, rule, judged.change)
        return False

    def _fires(self, sight: _Sight, rule: SellerRule, change: Change) -> bool:
        here = sight.here
        wish = self.wish(here, rule, sight.order, change)
        if isinstance(wish, str):
            sight.stands(rule, "waiting", wish, here.now + STOCK_AGAIN_AFTER)
            return False
        answer = self._firing.fire(wish)
        if answer.said == "fired":
            here.fired.append(wish.submission)
            self._journal.queued(wish.submission)
        elif answer.said == "chain":
            self._stop(sight, rule, f"{LONGEST_CHAIN} rules have acted on this order, and {rule.id} would be one more")
        elif answer.said not in ("fired_before", "stopped"):
            sight.stands(rule, "waiting", why_not(answer, wish), self.again_at(answer, here.now))
        return answer.said in ("fired", "chain")

    def wish(self, here: Round, rule: SellerRule, order: Order, change: Change, *, quietly: bool = False) -> Wish | str:
        """What the rule asks for, with what it takes from the stock; a text where that cannot be told."""
        buffer = rule.stock_buffer
        demand = None if buffer is None else self._stock.demand(order, buffer, quietly=quietly)
        if isinstance(demand, str):
            return demand
        asked = asked_first(here.lane.machine, order, change, ())
        if isinstance(asked, Unconfirmed):
            return asked.reasons[0].message
        submission = submission_of(self._new_id(), order, change, rule.who, here.now)
        return Wish(rule.id, submission, queued_event(submission), LONGEST_CHAIN, rule.limits.per_day, demand)

    def again_at(self, answer: Answer, now: datetime) -> datetime | None:
        """When time alone may have changed it."""
        if answer.again_at is not None:
            return instant(answer.again_at)
        return now + STOCK_AGAIN_AFTER if answer.said == "short" else None

    def _has_stopped(self, sight: _Sight) -> bool:
        """Whether rules have undone each other here: one that has acted would have to again, for what came after it."""
        if any(each.why for each in sight.fired.values()):
            return True
        for rule, _ in sight.here.rules:
            mine = sight.fired.get(rule.id)
            since = [name for name, each in sight.fired.items() if mine is not None and each.mark > mine.mark]
            if mine is not None and since and self._is_back(sight, rule, mine.mark):
                others = " and ".join(sorted(since))
                self._stop(sight, rule, f"{rule.id} has acted, then {others}, and now {rule.id} would have to again")
                return True
        return False

    def _is_back(self, sight: _Sight, rule: SellerRule, mark: int) -> bool:
        order, here = sight.order, sight.here
        if order.status is None or not self._firing.is_back(sight.look.number, order.status, mark):
            return False
        return judge(here.lane.machine, rule, order, now=here.now).outcome != "passes"

    def _stop(self, sight: _Sight, rule: SellerRule, why: str) -> None:
        """Told first: a process that ends in between looks again, and tells it twice rather than never."""
        here = sight.here
        self._journal.raise_incident(incidents.rules_stopped(here.lane.name, sight.order.id, why, here.now))
        details = {"stopped": True, "rule": rule.id, "why": why}
        told = Event(here.now, sight.order.key, "rules", ENGINE, details=details)
        self._firing.stop(sight.look.number, why, told)


def why_not(answer: Answer, wish: Wish) -> str:
    """Why a rule that would act does not yet."""
    if answer.said == "full_day":
        return f"it has acted {wish.per_day} times within 24 hours, and that is the most"
    if answer.said == "short" and answer.short is not None and wish.demand is not None:
        sku, free = answer.short
        return f"{wish.demand.units[sku]} of {sku} are asked for, and {max(free, 0)} may be promised"
    return "another action on this order is under way"
