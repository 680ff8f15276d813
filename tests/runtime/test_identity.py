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
from stallkeeper.accounts.secret import EnvironmentSecret
from stallkeeper.bindings.connect import connect
from stallkeeper.clock import ManualClock
from stallkeeper.orders import Order, OrderKey, Sweep, also_listed_by
from stallkeeper.render.order_text import order_text
from stallkeeper.runtime.engine import Engine
from stallkeeper.spec.catalog import Catalog
from stallkeeper.store import Store
from tests.shared_material import ROOT

CATALOG = Catalog([ROOT / "tests" / "channels"])
START = datetime(2026, 11, 22, 10, 0, tzinfo=UTC)
ENVIRON = {"KEY": "s3cret"}
KEY = OrderKey("company", "bazaar", "B-1")


def an_account(name: str, channel: str, scope: str = "company") -> Account:
    return Account(name, channel, scope, secrets={"key": EnvironmentSecret("KEY", ENVIRON)})


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
        own = list(self.orders.values())
        return httpx.Response(200, content=json.dumps({"orders": own, "items": own}))

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

    def incidents(self) -> list[tuple[str, str]]:
        with self.selling() as (_, store):
            return [(each.kind, each.message) for each in store.incidents()]

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


def labels(market: Market) -> tuple[tuple[str, str], ...]:
    with market.selling() as (_, store):
        (order,) = store.orders()
        return also_listed_by(order.account, store.history(order.key))


def test_the_second_account_links_to_the_order_and_is_told_with_it_once(market: Market) -> None:
    market.read(NORTH)
    assert labels(market) == ()
    for _ in range(2):
        assert market.read(SOUTH, NORTH) == {"south": (0, 0), "north": (0, 0)}
    assert labels(market) == (("south", "bazaar_south"),)
    assert market.history(KEY) == ["first_seen", "moved", "linked"]
    with market.selling() as (_, store):
        (order,) = store.orders()
        text = order_text(order, store.history(KEY), ())
    assert text.startswith("Order B-1 (bazaar, account north)\n")
    assert "\nlisted as well by account south (bazaar_south)\n" in text
    assert "listed by account south (bazaar_south) as well" in text.partition("History")[2]


def test_the_news_by_which_another_account_first_lists_an_order_links_it_too(market: Market) -> None:
    market.read(NORTH)
    market.put("B-1", "SENT")
    assert market.read(SOUTH, NORTH)["south"] == (0, 1)
    assert labels(market) == (("south", "bazaar_south"),)
    assert market.history(KEY)[:4] == ["first_seen", "moved", "moved", "linked"]
    assert market.history(KEY).count("linked") == 1


def test_accounts_of_two_sellers_link_nothing(market: Market) -> None:
    market.read(NORTH, an_account("south", "bazaar_south", scope="another company"))
    assert [market.history(key).count("linked") for key in market.held()] == [0, 0]


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


FIRST, SECOND = an_account("shop", "fair/first"), an_account("shop", "fair/second")


def first_form(number: str, state: str) -> dict[str, Any]:
    return {"OrderNumber": number, "OrderState": state, "LastUpdate": "2026-11-20T10:00:00Z", "lines": LINES}


def second_form(number: str, status: str, updated: str = "2026-11-20T10:00:00Z") -> dict[str, Any]:
    return {"orderId": number, "status": status, "updatedAt": updated, "lines": LINES}


LINES = [{"id": "1", "sku": "HAT", "quantity": 1, "price": "9.90"}]
FAIR = {number: OrderKey("company", "fair", number) for number in ("F-1", "F-2", "F-3")}


@pytest.fixture
def moved(tmp_path: Path) -> Market:
    """Three orders read over the first edition; the account goes on with the second, which has its own words."""
    market = Market(tmp_path)
    old = {"F-1": "WaitingForShipment", "F-2": "Shipped", "F-3": "Done"}
    market.orders = {number: first_form(number, state) for number, state in old.items()}
    assert market.read(FIRST) == {"shop": (3, 0)}
    return market


def test_an_account_that_moves_to_another_edition_reads_no_order_in_twice(moved: Market) -> None:
    before = {key: moved.history(key) for key in moved.held()}
    words = {"F-1": "SENT", "F-2": "ARRIVED", "F-3": "DONE"}
    moved.orders = {number: second_form(number, word) for number, word in words.items()}
    assert moved.read(SECOND)["shop"][0] == 0, "no order is new"
    held = moved.held()
    assert set(held) == set(FAIR.values()) == set(before)
    assert {key.id: order.status for key, order in held.items()} == {
        "F-1": "shipped",
        "F-2": "shipped",
        "F-3": "closed",
    }
    news = {key.id: moved.history(key)[len(before[key]) :] for key in held}
    assert news == {"F-1": ["moved"], "F-2": ["changed"], "F-3": ["changed"]}
    moved.read(SECOND)
    assert {key.id: moved.history(key)[len(before[key]) :] for key in held} == news, "and nothing is told again"


def test_the_first_reading_over_another_edition_reaches_as_far_back_as_a_first_one(moved: Market) -> None:
    sweeps = []
    for channel in (SECOND, SECOND, FIRST):
        moved.clock.advance(timedelta(minutes=20))
        with moved.selling(channel) as (engine, _):
            sweeps += engine.sync("shop").sweeps
    reached = [sweep.until - (sweep.since or sweep.until) for sweep in sweeps]
    assert reached[0] == timedelta(days=30) == reached[2]
    assert reached[1] < timedelta(hours=1)


def test_a_reading_that_was_left_over_one_edition_is_not_gone_on_with_over_another(moved: Market) -> None:
    left = Sweep("left", "shop", "latest", START, START, moved.clock.now(), resume="a place in another list")
    with moved.selling() as (_, store):
        store.save_sweep(left)
    moved.read(SECOND)
    with moved.selling() as (_, store):
        (told,) = [sweep for sweep in store.sweeps("shop") if sweep.id == "left"]
    assert (told.state, told.error) == ("incomplete", "the account has moved to another edition")


def test_an_order_that_is_not_listed_any_more_is_acted_on_by_todays_words(moved: Market) -> None:
    moved.orders = {}
    moved.read(SECOND)
    with moved.selling(SECOND) as (engine, _):
        assert [engine.offered(key) for key in FAIR.values()] == [("ship",), ("refund",), ()]


def test_an_old_word_that_is_reported_late_is_stored_as_todays(moved: Market) -> None:
    moved.orders = {"F-1": second_form("F-1", "Shipped", "2026-11-21T10:00:00Z")}
    moved.read(SECOND)
    order = moved.held()[FAIR["F-1"]]
    assert (order.status, order.native_status) == ("shipped", "ARRIVED")
    assert not [kind for kind, _ in moved.incidents() if kind == "unknown_status"]


def test_an_account_whose_edition_is_over_is_told_which_came_after_it_until_it_moves(moved: Market) -> None:
    ((_, message),) = [each for each in moved.incidents() if each[0] == "edition_over"]
    assert "fair/first held until 2026-06-30" in message and "Write `channel: fair/second`" in message
    moved.read(SECOND)
    assert "edition_over" not in dict(moved.incidents())


def test_an_edition_is_not_over_on_its_last_day(tmp_path: Path) -> None:
    market = Market(tmp_path, clock=ManualClock(datetime(2026, 6, 30, 12, tzinfo=UTC)))
    market.read(FIRST)
    assert "edition_over" not in dict(market.incidents())
