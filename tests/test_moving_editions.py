"""A seller of Cdiscount moves from the SOAP edition to the Octopia edition: played over HTTP, in one SQLite store."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest

from stallkeeper.accounts.account import Account, Accounts
from stallkeeper.accounts.secret import EnvironmentSecret
from stallkeeper.bindings.connect import connect
from stallkeeper.clock import ManualClock
from stallkeeper.orders import Order
from stallkeeper.played.server import PlayedServer
from stallkeeper.played.world import World
from stallkeeper.render.standing import ledger_table
from stallkeeper.runtime.engine import Engine
from stallkeeper.spec.catalog import Catalog
from stallkeeper.store import Store
from tests.played.speaking import START, world_of

CATALOG = Catalog()
OLD, NEW = "cdiscount/soap", "cdiscount/octopia"
WORDS = {
    "WaitingForSellerAcceptation": "WaitingAcceptance",
    "WaitingForShipmentAcceptation": "InPreparation",
    "Shipped": "Delivered",
    "RefusedBySeller": "Refused",
}
"""The native status of each order over the one interface, and what the other one tells of it."""


@dataclass
class Seller:
    """One account and one store, and the two marketplaces between which it moves."""

    folder: Path
    clock: ManualClock
    worlds: Mapping[str, World]
    ids: tuple[str, ...] = ()

    def _account(self, channel: str, url: str) -> Account:
        world, binding = self.worlds[channel], CATALOG.load(channel).binding
        assert binding is not None
        secrets = {name: EnvironmentSecret(name, {name: world.play.credentials[name]}) for name in binding.secrets}
        hosts = dict.fromkeys(binding.hosts, url)
        return Account(
            "shop", channel, "shop", hosts=hosts, parameters=dict(world.play.account_parameters), secrets=secrets
        )

    @contextmanager
    def selling(self, channel: str) -> Iterator[tuple[Engine, Store]]:
        """The account over that edition, in a process of its own as it were."""
        loaded = CATALOG.load(channel)
        with (
            PlayedServer(self.worlds[channel]) as server,
            Store.open(self.folder / "orders.db", now=self.clock.now()) as store,
        ):
            accounts = Accounts(Path(), {"shop": self._account(channel, server.base_url)})
            clock = self.clock
            with Engine(
                {channel: loaded}, accounts, store, clock, lambda account: connect(loaded, account, clock)
            ) as engine:
                yield engine, store

    def orders(self) -> dict[str, Order]:
        with Store.open(self.folder / "orders.db", now=self.clock.now()) as store:
            return {order.id: order for order in store.orders()}

    def history(self) -> dict[str, list[str]]:
        with Store.open(self.folder / "orders.db", now=self.clock.now()) as store:
            return {order.id: [event.kind for event in store.history(order.key)] for order in store.orders()}


@pytest.fixture
def moved(tmp_path: Path) -> Seller:
    """Four orders were read over SOAP, and nothing happened to them in the hours since; Octopia holds the same ones."""
    clock = ManualClock(START)
    seller = Seller(tmp_path, clock, {name: world_of(name, clock=clock) for name in (OLD, NEW)})
    ago = timedelta(minutes=15)
    seller.ids = tuple(seller.worlds[OLD].create(1, word, ago=ago)[0] for word in WORDS)
    with seller.selling(OLD) as (engine, _):
        (sweep,) = engine.sync("shop", "latest").sweeps
    assert sweep.created == len(WORDS)
    for old_id, word in zip(seller.ids, WORDS.values(), strict=True):
        seller.worlds[NEW].create(1, word, ago=ago, changes={"reference": old_id})
    clock.advance(timedelta(hours=5))
    return seller


def test_moving_to_the_other_edition_reads_no_order_in_twice_and_keeps_their_history(moved: Seller) -> None:
    before = moved.history()
    with moved.selling(NEW) as (engine, _):
        (sweep,) = engine.sync("shop", "latest").sweeps
    assert (sweep.state, sweep.seen, sweep.created) == ("complete", len(WORDS), 0)
    after = moved.history()
    assert set(after) == set(before) == set(moved.ids)
    assert all(after[order_id][: len(kinds)] == kinds for order_id, kinds in before.items())
    orders = moved.orders()
    assert [orders[order_id].native_status for order_id in moved.ids] == list(WORDS.values())
    statuses = ["waiting_acceptance", "waiting_shipment", "shipped", "canceled"]
    assert [orders[order_id].status for order_id in moved.ids] == statuses


def test_orders_of_before_are_shipped_and_given_back_over_the_other_edition(moved: Seller) -> None:
    _, to_ship, shipped, _ = moved.ids
    with moved.selling(NEW) as (engine, store):
        engine.sync("shop", "latest")
        orders = {order.id: order.key for order in store.orders()}
        parcel = {"carrier": "Colissimo", "tracking_number": "6X00000000042"}
        engine.act("ship", orders[to_ship], parcel, "seller:anna")
        engine.act("refund", orders[shipped], {"refund_reason": "seller-wrong-price"}, "seller:anna")
        engine.send()
        for _ in range(8):
            moved.clock.advance(timedelta(minutes=20))
            engine.tick()
        states = {submission.key.id: submission.state for submission in store.submissions()}
    assert states == {to_ship: "confirmed", shipped: "confirmed"}
    held = moved.orders()
    assert (held[to_ship].status, held[shipped].status) == ("shipped", "refunded")


def test_an_order_that_is_not_read_over_the_other_edition_yet_is_not_acted_on_by_guessing(moved: Seller) -> None:
    with moved.selling(NEW) as (engine, store):
        (key,) = [order.key for order in store.orders() if order.id == moved.ids[0]]
        assert engine.offered(key) == ("accept", "refuse")
        engine.act("accept", key, {}, "seller:anna")
        (submission,) = engine.send().submissions
    assert submission.state == "rejected" and "`order.octopia_id` has no value here" in str(submission.error)
    assert moved.worlds[NEW].effects() == ()


def test_a_move_after_a_longer_pause_than_the_first_sweep_reaches_back_shows_as_a_gap(moved: Seller) -> None:
    """What the old edition has read counts for nothing at the new one, whose first sweep reaches back so far only."""
    loaded = CATALOG.load(NEW).binding
    assert loaded is not None
    moved.clock.advance(loaded.retrieval.first_pull + timedelta(days=10) - timedelta(hours=5))
    with moved.selling(NEW) as (engine, _):
        for _ in range(2):
            assert engine.sync("shop", "latest").complete
            moved.clock.advance(timedelta(minutes=15))
        newest, first, old = engine.ledger("shop")
    assert first.sweep.since is not None
    assert (first.gap, first.overlap) == (first.sweep.since - old.sweep.until, timedelta(0))
    assert first.gap is not None and first.gap.days == 10
    assert (newest.gap, old.gap) == (timedelta(0), None)
    assert [bool(row[-2]) for row in ledger_table([newest, first, old]).rows] == [False, True, False]
