"""A marketplace's orders and a seed in; what a seller wants of them, and when, out. None of it is the engine's code."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from heapq import heappop, heappush
from random import Random
from typing import Any

from stallkeeper.played.world_order import WorldOrder
from tests.soak.marketplaces import Marketplace
from tests.soak.wish import Wish

PATIENCE = 40
"""So many times a seller asks again for what is not possible yet, an hour apart."""


@dataclass(frozen=True)
class Step:
    """One thing that a seller does with an order, so long after the one before it."""

    action: str
    after: timedelta
    fields: Mapping[str, Any] = field(default_factory=dict)


@dataclass
class Plan:
    """What is still to be done with one order."""

    marketplace: str
    order: str
    steps: list[Step]
    due: datetime
    number: int = 0
    asked: int = 0

    def wish(self) -> Wish:
        step = self.steps[0]
        name = f"{self.marketplace}/{self.order}/{self.number}"
        return Wish(name, self.marketplace, self.marketplace, self.order, step.action, step.fields)


class Seller:
    """Makes plans for orders that arrive, and follows them."""

    def __init__(self, seed: int) -> None:
        self._seed = seed
        self._plans: dict[str, Plan] = {}
        self._by_hand: list[tuple[datetime, str, Marketplace, str, str]] = []
        self.given_up = 0
        self.asked: dict[str, Wish] = {}
        """What the engine has taken on, by whose name it was asked for in."""
        self.bought: dict[tuple[str, str], frozenset[str]] = {}
        """By marketplace and order, the lines that it arrived with."""

    def arrived(self, marketplace: Marketplace, order: WorldOrder, now: datetime) -> None:
        """Decide what to do with it."""
        lot = Random(f"{self._seed}/seller/{marketplace.name}/{order.id}")
        if lot.random() >= marketplace.kind.acting:
            self._plan_by_hand(marketplace, order, now, lot)
            return
        lines = [line[marketplace.kind.line_id] for line in order.tree[marketplace.kind.lines]]
        self.bought[marketplace.name, order.id] = frozenset(map(str, lines))
        steps = list(_PLANS[marketplace.name](lot, order, lines))
        if steps:
            plan = Plan(marketplace.name, order.id, steps, now + steps[0].after)
            self._plans[plan.wish().name] = plan

    def work_by_hand(self, now: datetime) -> None:
        """What is due in the marketplaces' own back offices."""
        while self._by_hand and self._by_hand[0][0] <= now:
            _, _, marketplace, order_id, word = heappop(self._by_hand)
            marketplace.in_the_back_office(order_id, word)

    def _plan_by_hand(self, marketplace: Marketplace, order: WorldOrder, now: datetime, lot: Random) -> None:
        at = now
        for word in marketplace.kind.in_the_back_office:
            at += _hours(lot, 0.5, 12)
            heappush(self._by_hand, (at, f"{marketplace.name} {order.id} {word}", marketplace, order.id, word))

    def wishes(self, now: datetime) -> tuple[Wish, ...]:
        """What is wanted now."""
        return tuple(plan.wish() for plan in self._plans.values() if plan.due <= now)

    def told(self, answers: Mapping[str, str], now: datetime) -> None:
        """What became of them: on with the next step, or ask again, or give up."""
        for name, answer in answers.items():
            plan = self._plans.pop(name)
            if answer == "queued":
                wish = plan.wish()
                self.asked[wish.who] = wish
                plan.steps.pop(0)
                plan.number, plan.asked = plan.number + 1, 0
                if plan.steps:
                    plan.due = now + plan.steps[0].after
            else:
                plan.asked += 1
                plan.due = now + timedelta(hours=1)
            if plan.asked >= PATIENCE:
                self.given_up += 1
            elif plan.steps:
                self._plans[plan.wish().name] = plan


def _hours(lot: Random, least: float, most: float) -> timedelta:
    return timedelta(minutes=int(lot.uniform(least, most) * 60))


def _amount(lot: Random) -> str:
    """So little that three of them are less than the cheapest of what is sold."""
    return f"{lot.randint(1, 3)}.{lot.randrange(100):02d}"


def _tracking(lot: Random) -> str:
    return f"{lot.randrange(10**12):013d}"


def _manomano(lot: Random, order: WorldOrder, _: list[Any]) -> Iterator[Step]:
    if order.variant == "fulfilled":
        return
    if order.status == "PENDING":
        if lot.random() < 0.08:
            yield Step("refuse", _hours(lot, 0.5, 5))
            return
        yield Step("accept", _hours(lot, 0, 6))
    yield Step("ship", _hours(lot, 0.6, 12), {"carrier": "DPD", "tracking_number": _tracking(lot)})
    if lot.random() < 0.1:
        refund = {"refund_reason": "Broken", "refund_shipping_fees": "true"}
        yield Step("refund", _hours(lot, 10, 60), refund)


def _bol(lot: Random, order: WorldOrder, lines: list[Any]) -> Iterator[Step]:
    if order.variant == "from_bols_warehouse":
        return
    if lot.random() < 0.1:
        yield Step("cancel", _hours(lot, 0.5, 8), {"reason": "OUT_OF_STOCK"})
        return
    whole = {"carrier": "TNT", "tracking_number": _tracking(lot)}
    if lot.random() < 0.3:
        yield Step(
            "ship",
            _hours(lot, 0.5, 6),
            {**whole, "tracking_number": _tracking(lot), "line": str(lines[0]), "quantity": 1},
        )
    yield Step("ship", _hours(lot, 1, 10), whole)


def _kaufland(lot: Random, order: WorldOrder, lines: list[Any]) -> Iterator[Step]:
    if order.variant == "from_kauflands_stock":
        return
    if order.status == "open" and lot.random() < 0.5:
        yield Step("accept", _hours(lot, 0, 1.5))
    if lot.random() < 0.1:
        yield Step("cancel", _hours(lot, 0.5, 8), {"reason": "NoInventory"})
        return
    parcel = {"carrier": "DHL", "tracking_number": _tracking(lot)}
    if len(lines) > 1 and lot.random() < 0.3:
        yield Step("ship", _hours(lot, 0.5, 5), {**parcel, "tracking_number": _tracking(lot), "line": str(lines[0])})
    yield Step("ship", _hours(lot, 1, 10), parcel)
    if lot.random() < 0.15:
        back = {"refund_price": _amount(lot), "refund_reason": "delivery_delay", "line": str(lines[0])}
        yield Step("refund", _hours(lot, 5, 30), back)
        if lot.random() < 0.5:  # the same again, and meant
            yield Step("refund", _hours(lot, 1, 5), back)
        if lot.random() < 0.5:
            yield Step("refund", _hours(lot, 0, 5), {**back, "refund_price": _amount(lot)})


_PLANS = {"manomano": _manomano, "bol": _bol, "kaufland": _kaufland}
