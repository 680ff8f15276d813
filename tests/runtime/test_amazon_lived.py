"""The whole engine at the played Amazon, over real HTTP: cursors, items by further calls, parts of items, tokens."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from stallkeeper.clock import ManualClock
from stallkeeper.orders import Submission, also_listed_by
from stallkeeper.played.load import load_play
from stallkeeper.played.server import PlayedServer
from stallkeeper.played.world import World
from stallkeeper.runtime.opening import open_engine
from tests.channel_folders import folder_of
from tests.played.speaking import START, Speaker
from tests.runtime.lived import Lived

ENVIRON = {"AMAZON_ID": "played-client", "AMAZON_SECRET": "played-secret", "AMAZON_REFRESH": "played-refresh"}
ACCOUNT = """
  {name}:
    channel: amazon
    hosts: {{api: "{url}", login: "{url}"}}
    parameters: {{marketplaces: {marketplaces}}}
    secrets: {{client_id: AMAZON_ID, client_secret: AMAZON_SECRET, refresh_token: AMAZON_REFRESH}}
"""
PARCEL = {"carrier": "DPD", "tracking_number": "01500000000001"}
FRANCE = "A13V1IB3VIYZZH"


@dataclass
class Amazon(Lived):
    """A seller at the played marketplace, with an account for Germany and one for France and Germany."""

    channel = "amazon"
    account = "germany"
    scope = "amazon"
    rhythm = timedelta(minutes=61)

    def arrive(self, count: int = 1, kind: str = "to_ship", **looks: Any) -> list[str]:
        return list(self.world.create(count, variant=kind, ago=timedelta(hours=1), changes=looks))

    def arrive_with(self, *quantities: int) -> str:
        """An order to ship whose items have so many units."""
        while True:
            (order_id,) = self.arrive()
            if [item["QuantityOrdered"] for item in self.items(order_id)] == list(quantities):
                return order_id

    def items(self, order_id: str) -> list[dict[str, Any]]:
        return list(self.tree(order_id)["items"])

    def ship(self, order_id: str, **fields: Any) -> Submission:
        """What became of it two minutes later."""
        return self.later(self.act("ship", order_id, **{**PARCEL, **fields}), minutes=2)


@pytest.fixture
def amazon(tmp_path: Path) -> Iterator[Amazon]:
    clock = ManualClock(START)
    play, problems = load_play(folder_of("amazon"))
    assert play is not None, problems
    with PlayedServer(World(play, 7, clock)) as server:
        several = {"germany": "A1PA6795UKMFR9", "europe": f"[A1PA6795UKMFR9, {FRANCE}]"}
        entries = "".join(
            ACCOUNT.format(name=name, url=server.base_url, marketplaces=ids) for name, ids in several.items()
        )
        file = tmp_path / "stallkeeper.yaml"
        file.write_text(f"language: 1\nstore: orders.db\naccounts:\n{entries}")
        with open_engine(file, environ=ENVIRON, clock=clock) as engine:
            yield Amazon(engine, Speaker(server, {}), clock)
        assert server.crashes == ()


def test_a_list_of_two_pages_is_read_by_its_cursor_alone(amazon: Amazon) -> None:
    ids = amazon.arrive(130)
    amazon.read()
    assert sorted(order.id for order in amazon.engine.store.orders()) == sorted(ids)


def test_a_page_that_takes_minutes_to_read_is_no_clock_that_is_behind(amazon: Amazon) -> None:
    amazon.arrive(130)
    begun = amazon.clock.now()
    amazon.read()
    assert amazon.clock.now() - begun > timedelta(minutes=3)
    assert amazon.engine.store.incidents() == ()


def test_items_come_from_a_call_of_their_own_with_pages_of_its_own(amazon: Amazon) -> None:
    order_id = next(each for each in amazon.arrive(20) if len(amazon.items(each)) == 3)
    amazon.read()
    order = amazon.order(order_id)
    assert [line.id for line in order.report.lines] == [item["OrderItemId"] for item in amazon.items(order_id)]
    assert order.report.lines[0].total == Decimal(amazon.items(order_id)[0]["ItemPrice"]["Amount"])
    assert (order.report.currency, order.report.tax, order.report.site) == ("EUR", "included", "amazon_de")
    assert order.status == "waiting_shipment" and order.report.drift == ()


def test_a_pending_order_becomes_work_once_it_is_authorized(amazon: Amazon) -> None:
    (order_id,) = amazon.arrive(kind="preordered")
    amazon.read()
    assert (amazon.order(order_id).status, amazon.engine.offered(amazon.order(order_id).key)) == ("accepted", ())
    amazon.world.report(order_id, "Unshipped")
    amazon.read()
    assert amazon.engine.offered(amazon.order(order_id).key) == ("ship",)


def test_a_whole_order_is_shipped_item_by_item_in_one_package(amazon: Amazon) -> None:
    order_id = amazon.arrive_with(2, 1)
    amazon.read()
    assert amazon.ship(order_id).state == "confirmed"
    assert amazon.order(order_id).native_status == "Shipped"
    assert [item["QuantityShipped"] for item in amazon.items(order_id)] == [2, 1]


def test_three_units_leave_one_by_one_and_each_is_seen(amazon: Amazon) -> None:
    order_id = amazon.arrive_with(3)
    amazon.read()
    line = amazon.order(order_id).report.lines[0].id
    for units in (1, 2):
        assert amazon.ship(order_id, line=line, quantity=1).state == "confirmed"
        assert amazon.order(order_id).native_status == "PartiallyShipped"
        assert amazon.order(order_id).report.lines[0].shipped == units
    assert amazon.ship(order_id).state == "confirmed"
    assert amazon.order(order_id).native_status == "Shipped"
    assert [effect.action for effect in amazon.world.effects()] == ["ship", "ship", "ship"]


def test_the_rest_of_an_order_leaves_without_what_has_left_already(amazon: Amazon) -> None:
    order_id = amazon.arrive_with(1, 2)
    amazon.read()
    first, second = (line.id for line in amazon.order(order_id).report.lines)
    assert amazon.ship(order_id, line=first).state == "confirmed"
    assert [line.status for line in amazon.order(order_id).report.lines] == ["shipped", "waiting_shipment"]
    assert amazon.ship(order_id, line=second, quantity=1).state == "confirmed"
    assert amazon.ship(order_id).state == "confirmed"
    assert amazon.order(order_id).status == "shipped"


def test_a_carrier_called_other_is_named(amazon: Amazon) -> None:
    order_id = amazon.arrive_with(1)
    amazon.read()
    done = amazon.ship(order_id, carrier="Other", carrier_name="Kurier am Deich", shipping_date="2026-11-20")
    assert done.state == "confirmed"


def test_more_units_than_are_left_are_refused_in_amazons_words(amazon: Amazon) -> None:
    order_id = amazon.arrive_with(3)
    amazon.read()
    line = amazon.order(order_id).report.lines[0].id
    assert amazon.ship(order_id, line=line, quantity=2).state == "confirmed"
    done = amazon.ship(order_id, line=line, quantity=2)
    assert done.state == "rejected" and "is more than is left of the item" in str(done.error)


def test_an_order_that_was_canceled_meanwhile_is_not_shipped(amazon: Amazon) -> None:
    order_id = amazon.arrive_with(2)
    amazon.read()
    amazon.world.report(order_id, "Canceled")
    assert amazon.ship(order_id).state == "superseded"
    assert amazon.order(order_id).status == "canceled"


def test_a_buyer_who_asks_to_cancel_is_a_flag_on_the_item(amazon: Amazon) -> None:
    (order_id,) = amazon.arrive(kind="asked_back")
    amazon.read()
    order = amazon.order(order_id)
    assert {flag for line in order.report.lines for flag in line.flags} == {"cancel_requested"}
    assert amazon.ship(order_id, confirmed=True).state == "confirmed"


def test_what_amazon_fulfils_is_no_work_for_the_seller(amazon: Amazon) -> None:
    (order_id,) = amazon.arrive(kind="from_amazons_warehouse")
    amazon.read()
    order = amazon.order(order_id)
    assert (order.status, order.flags, amazon.engine.offered(order.key)) == ("shipped", ("fulfilled_by_amazon",), ())


def test_a_token_that_has_run_out_is_renewed_although_amazon_says_forbidden(amazon: Amazon) -> None:
    (order_id,) = amazon.arrive()
    amazon.read()
    amazon.world.report(order_id, "Canceled")
    amazon.fault("expire_tokens")
    amazon.read()
    assert amazon.order(order_id).status == "canceled"


def test_a_quota_that_is_used_up_is_waited_for(amazon: Amazon) -> None:
    (order_id,) = amazon.arrive()
    amazon.fault("fail_next", status=429, retry_after=30)
    amazon.read()
    assert amazon.order(order_id).status == "waiting_shipment"


@pytest.mark.requirement("R12")
def test_two_accounts_over_one_seller_bring_an_order_in_once(amazon: Amazon) -> None:
    german, (french,) = amazon.arrive(2), amazon.arrive(MarketplaceId=FRANCE)
    amazon.read("germany")
    amazon.read("europe")
    store = amazon.engine.store
    linked = {order.id: also_listed_by(order.account, store.history(order.key)) for order in store.orders()}
    assert linked == {**dict.fromkeys(german, (("europe", "amazon"),)), french: ()}, "only one of them sells in France"
    assert sorted(order.id for order in amazon.engine.store.orders()) == sorted([*german, french])
    assert amazon.order(french).report.site == "amazon_fr"
