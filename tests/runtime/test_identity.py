"""What makes an order one order: read over two accounts, or over another edition of its channel, it comes in once."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest

from stallkeeper.accounts.account import Account, Accounts
from stallkeeper.accounts.secret import Secret
from stallkeeper.bindings.connect import connect
from stallkeeper.clock import ManualClock
from stallkeeper.orders import Order, OrderKey
from stallkeeper.runtime.engine import Engine
from stallkeeper.spec.catalog import Catalog
from stallkeeper.store import Store
from tests.shared_material import ROOT

CATALOG = Catalog([ROOT / "tests" / "channels"])
START = datetime(2026, 11, 22, 10, 0, tzinfo=UTC)
ENVIRON = {"KEY": "s3cret"}
KEY = OrderKey("company", "bazaar", "B-1")


def an_account(name: str, channel: str, scope: str = "company") -> Account:
    return Account(name, channel, scope, secrets={"key": Secret("KEY", ENVIRON)})


@dataclass
class Market:
    """A marketplace that lists what it holds to whoever asks, and the store that one seller reads it into."""

    folder: Path
    orders: dict[str, dict[str, Any]] = field(default_factory=dict)
    clock: ManualClock = field(default_factory=lambda: ManualClock(START))

    def put(self, order_id: str, state: str, **more: Any) -> None:
        now = self.clock.now().isoformat()
        order = {"id": order_id, "state": state, "created": START.isoformat(), "changed": now, "speed": "slow"}
        line = {"id": "1", "sku": "HAT", "quantity": 1, "price": "9.90"}
        self.orders[order_id] = {**order, "lines": [line], **more}

    def _answer(self, request: httpx.Request) -> httpx.Response:
        assert request.url.path == "/orders", request.url
        return httpx.Response(200, content=json.dumps({"orders": list(self.orders.values())}))

    @contextmanager
    def selling(self, *accounts: Account) -> Iterator[tuple[Engine, Store]]:
        channels = {each.channel: CATALOG.load(each.channel) for each in accounts}
        transport = httpx.MockTransport(self._answer)
        with Store.open(self.folder / "orders.db", now=self.clock.now()) as store:
            engine = Engine(
                channels,
                Accounts(Path(), {each.name: each for each in accounts}),
                store,
                self.clock,
                lambda account: connect(channels[account.channel], account, self.clock, transport=transport),
            )
            with engine:
                yield engine, store

    def read(self, *accounts: Account) -> Mapping[str, tuple[int, int]]:
        """Every account reads what there is: how many orders were new and changed for each."""
        self.clock.advance(timedelta(minutes=20))
        with self.selling(*accounts) as (engine, _):
            sweeps = {each.name: engine.sync(each.name).sweeps for each in accounts}
        return {name: (sweep.created, sweep.changed) for name, (sweep,) in sweeps.items()}

    def held(self) -> dict[OrderKey, Order]:
        with self.selling() as (_, store):
            return {order.key: order for order in store.orders()}

    def history(self, key: OrderKey) -> list[str]:
        with self.selling() as (_, store):
            return [event.kind for event in store.history(key)]


@pytest.fixture
def market(tmp_path: Path) -> Market:
    market = Market(tmp_path)
    market.put("B-1", "OPEN")
    return market


NORTH, SOUTH = an_account("north", "bazaar_north"), an_account("south", "bazaar_south")


def test_two_operators_of_a_family_over_one_seller_account_read_an_order_in_once(market: Market) -> None:
    assert market.read(NORTH, SOUTH) == {"north": (1, 0), "south": (0, 0)}
    assert list(market.held()) == [KEY]


def test_an_order_stays_with_the_account_that_read_it_first_and_reading_it_again_changes_nothing(
    market: Market,
) -> None:
    market.read(NORTH, SOUTH)
    history = market.history(KEY)
    assert market.read(SOUTH, NORTH) == market.read(NORTH, SOUTH) == {"north": (0, 0), "south": (0, 0)}
    assert (market.history(KEY), market.held()[KEY].account) == (history, "north")


def test_news_of_an_order_comes_in_over_whichever_account_has_it_first(market: Market) -> None:
    market.read(NORTH, SOUTH)
    market.put("B-1", "SENT")
    assert market.read(SOUTH, NORTH)["south"] == (0, 1)
    assert market.history(KEY).count("moved") == 2
    assert (market.held()[KEY].account, market.held()[KEY].status) == ("north", "shipped")


def test_two_seller_accounts_have_an_order_each(market: Market) -> None:
    other = an_account("south", "bazaar_south", scope="another company")
    assert market.read(NORTH, other) == {"north": (1, 0), "south": (1, 0)}
    assert {key.scope for key in market.held()} == {"company", "another company"}


def test_an_order_of_an_account_that_is_gone_goes_over_to_the_one_that_reads_it(market: Market) -> None:
    market.read(NORTH)
    market.put("B-1", "SENT")
    market.read(SOUTH)
    assert (market.held()[KEY].account, market.held()[KEY].status) == ("south", "shipped")
