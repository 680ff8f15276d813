"""What the general page lets a seller do with orders, done at the command line against a played marketplace."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result

from stallkeeper.clock import SystemClock
from stallkeeper.orders import Order, OrderKey, OrderReport, Parcel
from stallkeeper.played.load import load_play
from stallkeeper.played.server import PlayedServer
from stallkeeper.played.world import World
from stallkeeper.render.order_text import order_text
from tests.cli.command_line import run
from tests.shared_material import ROOT

ACCOUNTS = """\
language: 1
store: orders.db
accounts:
  shop:
    channel: manomano
    hosts: {{api: "{url}"}}
    parameters: {{seller_contract_id: 12345}}
    secrets: {{api_key: SHOP_API_KEY}}
"""


@dataclass(frozen=True, slots=True)
class Shop:
    """A seller with one account at a played marketplace, and a command line."""

    world: World
    accounts: Path

    def arrive(self, native: str, days_ago: int = 1, count: int = 1, **changes: Any) -> list[str]:
        """Let orders of ours arrive at the marketplace; their ids."""
        marks = {**self.world.play.account_orders, **changes}
        return list(self.world.create(count, native, ago=timedelta(days=days_ago), changes=marks))

    def run(self, *words: str) -> Result:
        environ = {"STALLKEEPER_ACCOUNTS": str(self.accounts), "SHOP_API_KEY": "played-api-key"}
        result = run(*words, environ=environ)
        assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
        return result

    def read(self, *words: str) -> Any:
        """The JSON that a verb writes."""
        result = self.run(*words, "--json")
        assert result.exit_code == 0, result.output
        return json.loads(result.stdout)

    def ids(self, *words: str) -> set[str]:
        return {order["id"] for order in self.read("orders", *words)}


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[Shop]:
    play, problems = load_play(ROOT / "channels" / "manomano")
    assert play is not None, problems
    with PlayedServer(World(play, 1, SystemClock())) as server:
        accounts = tmp_path / "stallkeeper.yaml"
        accounts.write_text(ACCOUNTS.format(url=server.base_url), "utf-8")
        yield Shop(server.world, accounts)


def status_at(shop: Shop, order: str) -> str:
    """Where the marketplace itself holds the order."""
    held = shop.world.order(order)
    assert held is not None
    return str(held.tree["status"])


def test_orders_that_the_marketplace_sends_are_imported(shop: Shop) -> None:
    arrived = set(shop.arrive("PENDING", count=3))
    assert shop.run("sync").exit_code == 0
    assert shop.ids() == arrived


def test_orders_are_filtered_by_status_and_by_date(shop: Shop) -> None:
    (old,) = shop.arrive("PENDING", days_ago=9)
    (young,) = shop.arrive("PENDING", days_ago=1)
    (sent,) = shop.arrive("SHIPPED", days_ago=1)
    shop.run("sync")
    week_ago = (SystemClock().now() - timedelta(days=7)).date().isoformat()
    assert shop.ids("--status", "waiting_acceptance") == {old, young}
    assert shop.ids("--since", week_ago) == {young, sent}
    assert shop.ids("--status", "waiting_acceptance", "--until", week_ago) == {old}


def test_a_new_order_is_accepted_or_refused_at_once(shop: Shop) -> None:
    wanted, unwanted = shop.arrive("PENDING", count=2)
    shop.run("sync")
    assert shop.run("act", "accept", wanted).exit_code == 0
    assert shop.run("act", "refuse", unwanted).exit_code == 0
    assert (status_at(shop, wanted), status_at(shop, unwanted)) == ("REMORSE_PERIOD", "REFUSED")
    assert shop.ids("--status", "refused") == {unwanted}


def test_several_new_orders_are_accepted_together(shop: Shop) -> None:
    arrived = shop.arrive("PENDING", count=4)
    shop.run("sync")
    result = shop.run("act", "accept", "--where", "status=waiting_acceptance")
    assert result.exit_code == 0 and "4 of 4 done" in result.output
    assert {status_at(shop, order) for order in arrived} == {"REMORSE_PERIOD"}


def test_several_orders_are_exported_together(shop: Shop) -> None:
    arrived = set(shop.arrive("PENDING", count=2))
    shop.arrive("SHIPPED")
    shop.run("sync")
    result = shop.run("export", "--status", "waiting_acceptance")
    assert {row["id"] for row in csv.DictReader(StringIO(result.stdout))} == arrived


def test_an_orders_detail_shows_every_product_ordered(shop: Shop) -> None:
    (order,) = shop.arrive("PENDING")
    shop.run("sync")
    held = shop.world.order(order)
    assert held is not None
    detail = shop.run("order", order).stdout
    assert all(line["seller_sku"] in detail for line in held.tree["products"])


def test_an_orders_detail_says_which_actions_are_possible_and_why_not_the_rest(shop: Shop) -> None:
    (order,) = shop.arrive("PENDING")
    shop.run("sync")
    allowed = {each["action"]: each["allowed"] for each in shop.read("order", order)["actions"]}
    assert allowed == {"accept": True, "refuse": True, "ship": False, "refund": False}
    assert "it is at shipped" in shop.run("order", order).stdout


def test_a_carrier_is_chosen_from_the_list_of_the_channel(shop: Shop) -> None:
    codes = {carrier["code"] for carrier in shop.read("carriers", "manomano")}
    assert {"DPD", "Chronopost"} <= codes


def test_what_a_plug_in_cannot_express_is_asked_for_by_name(shop: Shop) -> None:
    """A field that is needed only under a condition: the order waits, nothing is sent, and the message names it."""
    (order,) = shop.arrive("PREPARATION")
    shop.run("sync")
    result = shop.run("act", "ship", order, "--carrier", "Other")
    assert result.exit_code == 1
    assert "carrier_name" in result.output and "tracking_url" in result.output
    assert status_at(shop, order) == "PREPARATION"


def test_a_back_office_is_given_orders_once_they_wait_for_shipment(shop: Shop) -> None:
    shop.arrive("PENDING")
    (ready,) = shop.arrive("PREPARATION")
    (fulfilled,) = shop.arrive("SHIPPED", is_mmf=True)
    shop.run("sync")
    given = shop.run("export", "--back-office").stdout
    asked = shop.run("export", "--back-office", "--fulfilled-by-channel").stdout
    assert {row["id"] for row in csv.DictReader(StringIO(given))} == {ready}
    assert {row["id"] for row in csv.DictReader(StringIO(asked))} == {ready, fulfilled}


def test_an_orders_detail_shows_the_parcels_tracking_address() -> None:
    now = SystemClock().now()
    parcel = Parcel(carrier="5", tracking_number="FX0001", tracking_url="https://track.example/FX0001")
    report = OrderReport(id="34905", native_status="SHIPPED", parcels=(parcel,))
    order = Order(OrderKey("shop", "veepee", "34905"), "shop", "shipped", "SHIPPED", now, now, now, report)
    assert "https://track.example/FX0001" in order_text(order, (), ())
