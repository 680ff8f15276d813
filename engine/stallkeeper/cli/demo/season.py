"""Played marketplaces and an engine in; a season of a seller's work out, until every order has come to its end."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import Any

from stallkeeper.cli.demo.market import Market
from stallkeeper.cli.demo.seller import BACK, Seller
from stallkeeper.clock import ManualClock
from stallkeeper.machine.decision import Incomplete
from stallkeeper.machine.observe import observe
from stallkeeper.orders import Order
from stallkeeper.runtime.engine import Engine
from stallkeeper.store.order_filter import OrderFilter
from stallkeeper.store.store import Store

WHO = "seller:demo"
END = frozenset({"shipped", "closed", "refused", "canceled", "pickup_completed", "pickup_canceled"}) | (
    BACK - {"refunding"}
)
"""Where an order has come to its end, unless somebody asks for money back."""

STEPS = (timedelta(hours=6),) * 20 + (timedelta(days=1),) * 4 + (timedelta(days=7),) * 3 + (timedelta(days=36),)
"""How time passes: hours while the orders flow, then weeks, for what happens only much later."""
SPAN = sum(STEPS, timedelta(hours=1))

ARRIVING = 4
"""In how many of the first steps orders arrive."""
BUYER_CHANGES_MIND_AT, MARKETPLACE_SURPRISES_AT = 2, 10
"""At which steps a buyer cancels while the parcel is being packed, and an order moves as no rule foresees."""
TRIES = 3


class Season:
    """One seller at all markets. What the marketplaces hold is only ever read through the engine."""

    def __init__(self, engine: Engine, store: Store, markets: Sequence[Market], clock: ManualClock, seed: int) -> None:
        self._engine = engine
        self._store = store
        self._markets = markets
        self._clock = clock
        self._sellers = {market.channel: Seller(market.machine, seed) for market in markets}
        self._tries: Counter[tuple[str, str, str | None]] = Counter()
        self._overcharged: set[str] = set()
        self.incomplete: Counter[str] = Counter()
        """How often an action lacked a field, by channel."""

    def work(self, orders: int, tell: Callable[[int, int], None]) -> None:
        """Let `orders` orders arrive and work the season through; `tell` hears how many are at their end, of all."""
        for number, step in enumerate(STEPS):
            if number < ARRIVING:
                self._arrivals(number, orders)
            if number == MARKETPLACE_SURPRISES_AT:
                self._surprise()
            self._engine.tick()
            self._sell(number)
            self._engine.send()
            tell(self.at_their_end(), self.arrived())
            self._clock.advance(step)
        self._engine.tick()
        self._clock.advance(timedelta(hours=1))
        self._engine.tick()
        tell(self.at_their_end(), self.arrived())

    def arrived(self) -> int:
        """How many orders the marketplaces hold."""
        return sum(len(market.world.orders()) for market in self._markets)

    def at_their_end(self) -> int:
        """How many orders of the store have come to their end."""
        return sum(count for (_, status), count in self._store.counts().items() if status in END)

    def _arrivals(self, number: int, orders: int) -> None:
        """An equal part for every market and step; orders of every kind come first."""
        for index, market in enumerate(self._markets):
            share = (orders + index) // len(self._markets)
            market.arrive_until(share * (number + 1) // ARRIVING, share)

    def _sell(self, number: int) -> None:
        for market in self._markets:
            acted = [order for order in self._orders(market) if self._attend(market, order)]
            if number == BUYER_CHANGES_MIND_AT:
                self._buyer_cancels(market, acted)

    def _attend(self, market: Market, order: Order) -> bool:
        """Do what the seller wants with an order; whether something was queued."""
        seller = self._sellers[market.channel]
        action = seller.wish(order, self._engine.offered(order.key))
        attempt = self._tries[(market.channel, order.id, action)] + 1
        if action is None or attempt > TRIES:
            return False
        self._tries[(market.channel, order.id, action)] = attempt
        lists = self._engine.lists(order.key, action)
        fields = seller.fields(order, action, self._clock.now(), attempt, lists)
        if fields and not self.incomplete[market.channel]:
            forgot = self._engine.act(action, order.key, {}, WHO).decision
            self.incomplete[market.channel] += isinstance(forgot, Incomplete)
        fields = self._too_much(market, fields)
        return self._engine.act(action, order.key, fields, WHO, confirmed=True).submission is not None

    def _too_much(self, market: Market, fields: Mapping[str, Any]) -> Mapping[str, Any]:
        """Once per market the seller mistypes an amount; the marketplace is the one that has to notice."""
        amount = next((name for name, value in fields.items() if isinstance(value, Decimal) and value), None)
        if amount is None or market.channel in self._overcharged:
            return fields
        self._overcharged.add(market.channel)
        return {**fields, amount: fields[amount] * 100}

    def _buyer_cancels(self, market: Market, acted: Sequence[Order]) -> None:
        """A buyer cancels one of the orders that are about to be shipped, before our request gets there."""
        canceled = market.machine.spec.statuses.get("canceled")
        packed = next((order for order in acted if order.status == "waiting_shipment"), None)
        word = next(iter(_played(market, canceled.native)), None) if canceled is not None else None
        if packed is not None and word is not None:
            market.world.report(packed.id, word)

    def _surprise(self) -> None:
        """At every market one shipped order moves as the channel's rules do not foresee."""
        for market in self._markets:
            for order in self._orders(market, ("shipped",)):
                word = _unforeseen_word(market, order)
                if word is not None and not order.report.fulfilled_by_channel:
                    market.world.report(order.id, word)
                    break

    def _orders(self, market: Market, statuses: tuple[str | None, ...] | None = None) -> list[Order]:
        return list(self._store.orders(OrderFilter(statuses=statuses, account=market.account)))


def _played(market: Market, words: Iterable[str]) -> list[str]:
    """Those that are statuses at the marketplace; others are put together by who reads its orders."""
    return [word for word in words if word in market.world.play.statuses]


def _all_gone(order: Order) -> bool:
    """Whether the lines count their units, and all of them have left."""
    counted = [line for line in order.report.lines if line.shipped is not None]
    return bool(counted) and all(line.unshipped == 0 for line in counted)


def _unforeseen_word(market: Market, order: Order) -> str | None:
    """A native word that would be a surprise as the order's next one; a refund out of the blue before a step back."""
    statuses = market.machine.spec.statuses.values()
    words = [
        word
        for late in (True, False)
        for each in statuses
        if (each.status in BACK) is late
        for word in _played(market, each.native)
    ]
    for word in words:
        if _all_gone(order) and market.machine.spec.status_of_native().get(word) not in END:
            continue  # what has left cannot leave again: the order would never come to its end
        report = replace(order.report, native_status=word, modified_at=None)
        seen = observe(market.machine, order, report)
        if not seen.foreseen and seen.status is not None and word not in market.machine.spec.gates:
            return word
    return None
