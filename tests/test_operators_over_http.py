"""A family of operators against its played marketplace, over real HTTP: what is sent, what it does, what is seen."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from stallkeeper.accounts import Account, Accounts, EnvironmentSecret
from stallkeeper.bindings.client import DocumentFile
from stallkeeper.bindings.connect import connect
from stallkeeper.bindings.marketplace_client import MarketplaceClient
from stallkeeper.clock import ManualClock
from stallkeeper.machine.decision import Incomplete
from stallkeeper.orders import Order, OrderKey
from stallkeeper.played.load import load_play
from stallkeeper.played.server import PlayedServer
from stallkeeper.played.world import World
from stallkeeper.runtime.engine import Engine
from stallkeeper.spec.load import load_channel
from stallkeeper.store.store import Store
from tests.channel_folders import folder_of

START = datetime(2026, 11, 22, 10, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)


@dataclass
class Desk:
    """A seller at one operator."""

    channel: str
    world: World
    clock: ManualClock
    engine: Engine
    store: Store
    client: MarketplaceClient

    def arrive(self, native: str) -> OrderKey:
        """An order that came an hour ago, read by the engine."""
        (order_id,) = self.world.create(1, native, ago=HOUR)
        assert self.engine.sync("shop", "latest").complete
        return OrderKey("shop", self.channel, order_id)

    def order(self, key: OrderKey) -> Order:
        found = self.store.order(key)
        assert found is not None
        return found

    def does(self, key: OrderKey, action: str, **fields: Any) -> str:
        """The submission's state once the action has gone out and an hour has passed."""
        made = self.engine.act(action, key, fields, "seller:test")
        assert made.submission is not None, made.decision
        self.engine.send()
        self.clock.advance(HOUR)
        self.engine.tick()
        settled = self.store.submission(made.submission.id)
        assert settled is not None
        return settled.state

    def effects(self, key: OrderKey) -> list[str]:
        return [effect.action for effect in self.world.effects() if effect.order_id == key.id]


@contextmanager
def desk(channel: str, **parameters: Any) -> Iterator[Desk]:
    folder = folder_of(channel)
    loaded, (play, problems) = load_channel(folder, with_scenarios=False), load_play(folder)
    assert play is not None, problems
    clock = ManualClock(START)
    world = World(play, 1, clock)
    with PlayedServer(world) as server, Store.open(":memory:", now=START) as store:
        secrets = {"api_key": EnvironmentSecret("KEY", {"KEY": "played-key"})}
        account = Account(
            "shop", channel, "shop", hosts={"api": server.base_url}, parameters=parameters, secrets=secrets
        )
        client = connect(loaded, account, clock)
        numbers = iter(range(1, 1000))
        accounts = Accounts(Path("."), {"shop": account})
        with Engine(
            {channel: loaded}, accounts, store, clock, lambda _: client, new_id=lambda: f"{next(numbers):06}"
        ) as engine:
            yield Desk(channel, world, clock, engine, store, client)
        assert server.crashes == ()


@pytest.fixture
def operator() -> Iterator[Desk]:
    with desk("mirakl", shop_id="2001") as opened:
        yield opened


def lines(order: Order) -> list[str]:
    return [line.id for line in order.report.lines]


def test_an_order_is_accepted_tracked_shipped_and_received(operator: Desk) -> None:
    key = operator.arrive("WAITING_ACCEPTANCE")
    assert (operator.order(key).report.billing, operator.order(key).status) == (None, "waiting_acceptance")
    assert operator.does(key, "accept") == "confirmed"
    operator.clock.advance(HOUR)
    operator.engine.tick()
    ready = operator.order(key)
    assert ready.report.delivery is not None and ready.report.delivery.country == "FRA"
    assert operator.engine.offered(key) == ("ship", "cancel")
    assert operator.does(key, "ship", carrier="COLIS", tracking_number="8R00042") == "confirmed"
    assert operator.effects(key) == ["accept", "tracking", "ship"]
    (parcel,) = operator.order(key).report.parcels
    assert (parcel.carrier, parcel.tracking_number) == ("COLIS", "8R00042")
    operator.clock.advance(timedelta(days=5))
    operator.engine.tick()
    assert operator.order(key).status == "closed"


def test_every_line_is_refused_in_one_request(operator: Desk) -> None:
    key = operator.arrive("WAITING_ACCEPTANCE")
    assert operator.does(key, "refuse") == "confirmed"
    assert (operator.order(key).status, operator.effects(key)) == ("refused", ["refuse"])


def test_an_order_is_canceled_while_the_platform_says_it_can_be(operator: Desk) -> None:
    key = operator.arrive("SHIPPING")
    assert operator.does(key, "cancel") == "confirmed"
    assert operator.order(key).status == "canceled"
    assert operator.engine.offered(key) == ()


def test_a_carrier_off_the_list_goes_by_its_name_and_its_page(operator: Desk) -> None:
    key = operator.arrive("SHIPPING")
    page = "https://mule.example/58"
    assert operator.does(key, "ship", carrier="Other", carrier_name="Mule d'Or", tracking_url=page) == "confirmed"
    (parcel,) = operator.order(key).report.parcels
    assert (parcel.carrier, parcel.carrier_name, parcel.tracking_url) == (None, "Mule d'Or", page)


def test_the_reasons_are_the_operators_own_for_refunds_that_a_shop_may_make(operator: Desk) -> None:
    key = operator.arrive("SHIPPED")
    assert [each.code for each in operator.client.values("refund_reasons")] == ["15", "16"]
    (line, *_) = lines(operator.order(key))
    given = {"refund_price": "1", "refund_shipping_price": "0", "line": line}
    for reason in ("17", "34", "BORED"):
        decision = operator.engine.act("refund", key, {**given, "refund_reason": reason}, "seller:test").decision
        assert isinstance(decision, Incomplete)
        assert [each.field for each in decision.reasons] == ["refund_reason"]


def test_a_part_is_given_back_then_the_rest_and_the_order_is_refunded(operator: Desk) -> None:
    key = operator.arrive("SHIPPED")
    order = operator.order(key)
    first = order.report.lines[0]
    given = {"refund_reason": "15", "refund_shipping_price": "0"}
    assert first.total is not None
    assert operator.does(key, "refund", line=first.id, refund_price="1", **given) == "confirmed"
    assert (operator.order(key).status, operator.order(key).report.refunded) == ("partial_refunded", 1)
    too_much = operator.engine.act("refund", key, {**given, "line": first.id, "refund_price": "99999"}, "seller:test")
    assert isinstance(too_much.decision, Incomplete)
    for line in order.report.lines[1:]:
        assert operator.does(key, "refund", line=line.id, refund_price=str(line.total), **given) == "confirmed"
    assert operator.order(key).status == "partial_refunded"


def test_an_order_whose_lines_are_all_given_back_is_refunded_though_its_state_stays(operator: Desk) -> None:
    key = operator.arrive("RECEIVED")
    for line in operator.order(key).report.lines:
        fields = {"line": line.id, "refund_price": str(line.total), "refund_shipping_price": str(line.shipping)}
        assert operator.does(key, "refund", refund_reason="16", **fields) == "confirmed"
    assert (operator.order(key).status, operator.world.order(key.id).status) == ("refunded", "RECEIVED")  # type: ignore[union-attr]
    assert operator.engine.offered(key) == ()


def test_a_closed_order_is_not_refunded_though_a_received_one_is(operator: Desk) -> None:
    received = operator.arrive("RECEIVED")
    operator.clock.advance(2 * HOUR)
    closed = operator.arrive("CLOSED")
    assert operator.order(received).status == operator.order(closed).status == "closed"
    assert (operator.engine.offered(received), operator.engine.offered(closed)) == (("refund",), ())


def test_more_orders_than_a_page_holds_are_all_read(operator: Desk) -> None:
    created = operator.world.create(230, "SHIPPING", ago=HOUR)
    assert operator.engine.sync("shop", "latest").complete
    assert {order.id for order in operator.store.orders()} == set(created)


def test_the_delivery_note_is_fetched_and_the_invoice_handed_over(operator: Desk) -> None:
    key = operator.arrive("SHIPPING")
    (note,) = operator.client.documents(key.id, "delivery_note")
    assert note.content.startswith(b"%PDF")
    operator.client.upload(
        operator.order(key), "invoice", DocumentFile("F-7.pdf", "application/pdf", b"%PDF-1.7 invoice")
    )
    (kept,) = operator.world.files
    assert kept.content == b"%PDF-1.7 invoice"


def test_one_operator_gives_back_a_line_before_anything_is_sent() -> None:
    with desk("laredoute") as operator:
        key = operator.arrive("SHIPPING")
        assert operator.engine.offered(key) == ("ship", "cancel", "refund")
        (line, *_) = lines(operator.order(key))
        fields = {"refund_reason": "15", "refund_price": "1", "refund_shipping_price": "0", "line": line}
        assert operator.does(key, "refund", **fields) == "confirmed"
        assert operator.order(key).status == "waiting_shipment"
        assert operator.does(key, "ship", carrier="COLIS", tracking_number="8R00042") == "confirmed"
        assert operator.order(key).status == "partial_refunded"


def test_another_operator_gives_back_whole_orders_and_lines_alone() -> None:
    with desk("galerieslafayette") as operator:
        key = operator.arrive("SHIPPED")
        total = operator.order(key).report.total
        assert operator.does(key, "refund", refund_reason="15") == "confirmed"
        assert (operator.order(key).status, operator.order(key).report.refunded) == ("refunded", total)
