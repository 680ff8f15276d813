"""R14: six reports of an order in every order in which they can come, over HTTP: one end, and each hook acts once."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import permutations
from pathlib import Path

import pytest

from stallkeeper.played.exchange import Reply, Request
from stallkeeper.runtime.intake import UNFORESEEN
from tests.runtime.played import Played, played

LIFE = ("PENDING", "REMORSE_PERIOD", "PREPARATION", "SHIPPED", "REFUNDING", "REFUNDED")
ARRIVALS = tuple(permutations(range(len(LIFE))))
SKU = "LAMP-7"
RULE = "rules: {accept: {when: {status: waiting_acceptance}, do: accept, stock_buffer: 1}}"
"""The hook of the stock: what is accepted is promised."""


class OutOfOrder:
    """What the marketplace lists, with the report of each order that is next in its own order of arrival."""

    def __init__(self, here: Played, arrivals: Mapping[str, tuple[int, ...]], first: datetime) -> None:
        self._answer = here.server.marketplace.answer
        self._arrivals = arrivals
        self._first = first
        self.round = 0

    def modified(self, step: int) -> datetime:
        return self._first + timedelta(minutes=step)

    def __call__(self, request: Request) -> Reply:
        reply = self._answer(request)
        told = json.loads(reply.body)
        for each in told.get("content", ()):
            step = self._arrivals[each["order_reference"]][self.round]
            each["status"] = LIFE[step]
            each["status_updated_at"] = self.modified(step).isoformat().replace("+00:00", "Z")
        return replace(reply, body=json.dumps(told).encode())


@pytest.mark.requirement("R14")
def test_in_all_seven_hundred_and_twenty_orders_the_end_is_the_same_and_the_stock_is_asked_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: Counter[str] = Counter()

    def stock(skus: Collection[str]) -> Mapping[str, int]:
        return dict.fromkeys(skus, 10_000)

    with played(tmp_path, "manomano", RULE, {"my-shop": stock}) as here:
        here.sync()
        ids = here.arrive("PENDING", len(ARRIVALS), lines=1, changes={"products.*.seller_sku": SKU})
        arrivals = dict(zip(ids, ARRIVALS, strict=True))
        shown = OutOfOrder(here, arrivals, here.clock.now() - timedelta(minutes=30))
        monkeypatch.setattr(here.server.marketplace, "answer", shown)
        for shown.round in range(len(LIFE)):
            for order_id in ids:
                here.world.report(order_id, "PENDING")  # so that it is listed again
            here.clock.advance(timedelta(minutes=16))
            here.sync()
            for _ in range(2):
                asked.update(each.key.id for each in here.engine.rules.work())
        orders = {order.id: order for order in here.store.orders()}
        assert orders.keys() == arrivals.keys()
        ends = {(order.status, order.native_status, order.status_since) for order in orders.values()}
        assert ends == {("refunded", "REFUNDED", shown.modified(5))}
        assert {order.report.modified_at for order in orders.values()} == {shown.modified(5)}
        first_offered = [order_id for order_id, arrival in arrivals.items() if LIFE[arrival[0]] == "PENDING"]
        assert asked == Counter(first_offered), "once for each that was ever there to accept, and for no other"
        for order_id, order in orders.items():
            moves = [each.to_status for each in here.store.history(order.key) if each.to_status is not None]
            assert moves[0] == "new" and len(moves) == len(set(moves)), "whoever waits for a status is told of it once"
            assert (UNFORESEEN in order.flags) is skips_a_decision(arrivals[order_id])


def skips_a_decision(arrival: tuple[int, ...]) -> bool:
    """Whether a later status was held before the refund was, and not the one at which that is decided."""
    before = arrival[: arrival.index(LIFE.index("REFUNDED"))]
    return bool(before) and LIFE[max(before)] != "REFUNDING"
