"""A store and the played marketplaces in; every order on which they do not agree out."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from stallkeeper.cli.demo.market import Market
from stallkeeper.store.order_filter import OrderFilter
from stallkeeper.store.store import Store


@dataclass(frozen=True, slots=True)
class Disagreement:
    """One order that store and marketplace tell differently; None: it is not there at all."""

    channel: str
    order: str
    held: str | None
    truth: str | None

    def __str__(self) -> str:
        return (
            f"{self.channel} {self.order}: we hold {self.held or 'nothing'}, the marketplace {self.truth or 'nothing'}"
        )


def disagreements(store: Store, market: Market) -> Iterator[Disagreement]:
    """Compare order by order: the same ids, the same native status, and no order of another partner in the store."""
    held = {order.id: order.native_status for order in store.orders(OrderFilter(account=market.account))}
    ours = {order.id: None if order.foreign else order.status for order in market.world.held()}
    for order_id in dict.fromkeys((*ours, *held)):
        if held.get(order_id) != ours.get(order_id):
            yield Disagreement(market.channel, order_id, held.get(order_id), ours.get(order_id))
