"""A store and the played marketplaces in; everything on which they do not agree, order by order, out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from stallkeeper.cli.demo.market import Market
from stallkeeper.cli.demo.tellings import NATIVE, held_by, told_by
from stallkeeper.cli.demo.verdict import stands_for
from stallkeeper.orders import Order
from stallkeeper.store.order_filter import OrderFilter
from stallkeeper.store.store import Store


@dataclass(frozen=True, slots=True)
class Disagreement:
    """One thing (`what`) of an order that store and marketplace tell differently; None: one of them tells nothing."""

    channel: str
    order: str
    what: str
    held: str | None
    truth: str | None

    def __str__(self) -> str:
        told = f"we hold {self.held or 'nothing'}, the marketplace {self.truth or 'nothing'}"
        return f"{self.channel} {self.order}: {self.what}: {told}"


def disagreements(store: Store, market: Market) -> Iterator[Disagreement]:
    """Compare order by order: the same ids, no order of another partner, and of each order all that both sides tell.

    Compared are the native status, the lines with their quantities, the amounts whose places the marketplace's play
    names, and the status of ours that the native word stands for.
    """
    held = {order.id: order for order in store.orders(OrderFilter(account=market.account))}
    truth = {order.id: order for order in market.world.held() if not order.foreign}
    for order_id in dict.fromkeys((*truth, *held)):
        ours, theirs = held.get(order_id), truth.get(order_id)
        if ours is None or theirs is None:
            native = (ours.native_status if ours else None, theirs.status if theirs else None)
            yield Disagreement(market.channel, order_id, NATIVE, *native)
        else:
            yield from _apart(market, ours, told_by(market.world.play.order, theirs))


def _apart(market: Market, order: Order, told: Mapping[str, str]) -> Iterator[Disagreement]:
    held = held_by(order)
    for what, truth in told.items():
        if held[what] != truth:
            yield Disagreement(market.channel, order.id, what, held[what], truth)
    allowed = stands_for(market.machine, order)
    if order.status not in allowed:
        should = " or ".join(sorted(status or "unknown" for status in allowed))
        yield Disagreement(market.channel, order.id, "status", order.status or "unknown", should)
