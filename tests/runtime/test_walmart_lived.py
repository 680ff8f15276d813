"""The whole engine at the played Walmart, over real HTTP: whole queries as cursors, quantities split by their words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from stallkeeper.clock import ManualClock
from stallkeeper.orders import Submission
from stallkeeper.played.load import load_play
from stallkeeper.played.server import PlayedServer
from stallkeeper.played.world import World
from stallkeeper.runtime.opening import open_engine
from tests.channel_folders import folder_of
from tests.played.speaking import START, Speaker
from tests.runtime.lived import Lived

ENVIRON = {"WALMART_ID": "played-client", "WALMART_SECRET": "played-secret"}
CONFIG = """
language: 1
store: orders.db
accounts:
  us:
    channel: walmart
    scope: our-shop
    hosts: {{api: "{url}"}}
    secrets: {{client_id: WALMART_ID, client_secret: WALMART_SECRET}}
"""
PARCEL = {"carrier": "UPS", "tracking_number": "1Z0000000001"}


@dataclass
class Walmart(Lived):
    """A seller at the played marketplace."""

    channel = "walmart"
    account = "us"

    def arrive(self, count: int = 1, kind: str = "new", lines: int | None = None) -> list[str]:
        return list(self.world.create(count, variant=kind, ago=timedelta(hours=1), lines=lines))

    def line(self, order_id: str) -> dict[str, Any]:
        """The first line of the order as the marketplace holds it."""
        found: dict[str, Any] = self.tree(order_id)["orderLines"]["orderLine"][0]
        return found

    def units(self, order_id: str) -> dict[str, int]:
        """How many units of the first line have which word; units of two parcels stand apart there."""
        counted: Counter[str] = Counter()
        for state in self.line(order_id)["orderLineStatuses"]["orderLineStatus"]:
            counted[state["status"]] += int(state["statusQuantity"]["amount"])
        return dict(counted)

    def act(self, action: str, order_id: str, **fields: Any) -> Submission:
        """What became of it two minutes later."""
        return self.later(super().act(action, order_id, **fields), minutes=2)


@pytest.fixture
def walmart(tmp_path: Path) -> Iterator[Walmart]:
    with open_walmart(tmp_path) as shop:
        yield shop


@contextmanager
def open_walmart(folder: Path, more: str = "") -> Iterator[Walmart]:
    """A seller there, whose marketplace did not break down once. `more` is the rest of the accounts file."""
    clock = ManualClock(START)
    play, problems = load_play(folder_of("walmart"))
    assert play is not None, problems
    with PlayedServer(World(play, 7, clock)) as server:
        file = folder / "stallkeeper.yaml"
        file.write_text(CONFIG.format(url=server.base_url) + more)
        with open_engine(file, environ=ENVIRON, clock=clock) as engine:
            yield Walmart(engine, Speaker(server, {}), clock)
        assert server.crashes == ()


def test_a_list_of_two_pages_is_read_by_the_whole_query_that_the_first_one_gives(walmart: Walmart) -> None:
    ids = walmart.arrive(230)
    walmart.read()
    assert sorted(order.id for order in walmart.engine.store.orders()) == sorted(ids)
    report = walmart.order(ids[0]).report
    assert (report.currency, report.tax, report.delivery_mode) == ("USD", "excluded", "Standard")
    assert report.delivery is not None and (report.delivery.country, report.delivery.region) == ("US", "IL")


def test_an_order_is_acknowledged_and_shipped_as_a_whole(walmart: Walmart) -> None:
    (order_id,) = walmart.arrive(lines=2)
    walmart.read()
    assert walmart.act("accept", order_id).state == "confirmed"
    assert walmart.order(order_id).status == "waiting_shipment"
    assert walmart.act("ship", order_id, **PARCEL).state == "confirmed"
    order = walmart.order(order_id)
    assert (order.status, [line.status for line in order.report.lines]) == ("shipped", ["shipped", "shipped"])
    assert {parcel.tracking_number for parcel in order.report.parcels} == {"1Z0000000001"}
    assert walmart.effects() == ["accept", "ship"]


def test_a_line_is_shipped_and_canceled_in_parts_and_what_is_left_goes_last(walmart: Walmart) -> None:
    (order_id,) = walmart.arrive(kind="acknowledged", lines=1)
    walmart.read()
    line = walmart.order(order_id).report.lines[0].id
    assert walmart.act("ship", order_id, **PARCEL, line=line, quantity=1).state == "confirmed"
    assert (
        walmart.act("cancel", order_id, reason="SELLER_CANCEL_OUT_OF_STOCK", line=line, quantity=1).state == "confirmed"
    )
    assert walmart.units(order_id) == {"Acknowledged": 1, "Shipped": 1, "Cancelled": 1}
    order = walmart.order(order_id)
    assert (order.status, order.report.lines[0].quantity, order.report.lines[0].unshipped) == ("waiting_shipment", 2, 1)
    assert order.report.partially_canceled
    assert walmart.act("ship", order_id, **PARCEL).state == "confirmed"
    assert walmart.units(order_id) == {"Shipped": 2, "Cancelled": 1}
    assert walmart.order(order_id).status == "shipped"


def test_a_carrier_off_the_list_goes_by_its_name_and_the_parcels_page(walmart: Walmart) -> None:
    (order_id,) = walmart.arrive(kind="acknowledged", lines=1)
    walmart.read()
    page = "https://bike.example/7"
    sent = walmart.act(
        "ship",
        order_id,
        carrier="Other",
        carrier_name="Bike Messenger",
        tracking_number="7",
        tracking_url=page,
        shipping_method="Express",
        shipping_date="2026-11-21",
    )
    assert sent.state == "confirmed"
    (parcel,) = walmart.order(order_id).report.parcels
    assert (parcel.carrier_name, parcel.tracking_url) == ("Bike Messenger", page)
    assert parcel.shipped_at is not None and parcel.shipped_at.isoformat() == "2026-11-21T12:00:00+00:00"


def test_what_the_buyer_means_to_cancel_is_a_flag_and_is_shipped_only_knowingly(walmart: Walmart) -> None:
    (order_id,) = walmart.arrive(kind="asked_back", lines=1)
    walmart.read()
    order = walmart.order(order_id)
    assert {flag for line in order.report.lines for flag in line.flags} == {"cancel_requested"}
    assert walmart.act("accept", order_id).state == "confirmed"
    assert walmart.act("ship", order_id, confirmed=True, **PARCEL).state == "confirmed"
    assert walmart.order(order_id).status == "shipped"


def test_a_whole_order_is_canceled_before_anybody_acknowledged_it(walmart: Walmart) -> None:
    (order_id,) = walmart.arrive(lines=2)
    walmart.read()
    assert walmart.act("cancel", order_id, reason="SELLER_CANCEL_PRICING_ERROR").state == "confirmed"
    assert (walmart.order(order_id).status, walmart.effects()) == ("canceled", ["cancel"])


def test_money_given_back_is_taken_for_done_at_once_and_stands_beside_the_line(walmart: Walmart) -> None:
    (order_id,) = walmart.arrive(kind="acknowledged", lines=1)
    walmart.read()
    walmart.act("ship", order_id, **PARCEL)
    fields = {"refund_price": "5.25", "refund_taxes": "0.42", "refund_reason": "DamagedItem", "line": "1"}
    assert walmart.act("refund", order_id, **fields).state == "confirmed"
    walmart.read()
    order = walmart.order(order_id)
    assert (order.status, order.report.refunded) == ("shipped", Decimal("5.67"))
    charge = walmart.line(order_id)["refund"]["refundCharges"]["refundCharge"][0]
    assert (charge["refundReason"], str(charge["charge"]["chargeAmount"]["amount"])) == ("DamagedItem", "-5.25")


def test_what_comes_from_walmarts_warehouse_is_no_work_for_the_seller(walmart: Walmart) -> None:
    (order_id,) = walmart.arrive(kind="from_walmarts_warehouse")
    walmart.read()
    order = walmart.order(order_id)
    found = (order.status, order.flags, walmart.engine.offered(order.key))
    assert found == ("shipped", ("fulfilled_by_walmart",), ())


def test_more_units_than_are_left_are_refused_in_walmarts_own_words(walmart: Walmart) -> None:
    (order_id,) = walmart.arrive(kind="acknowledged", lines=1)
    walmart.read()
    assert walmart.act("ship", order_id, **PARCEL, line="1", quantity=2).state == "confirmed"
    done = walmart.act("ship", order_id, **PARCEL, line="1", quantity=2)
    assert done.state == "rejected" and "more than is left" in str(done.error)


def test_an_order_that_was_canceled_meanwhile_is_not_shipped(walmart: Walmart) -> None:
    (order_id,) = walmart.arrive(kind="acknowledged", lines=1)
    walmart.read()
    walmart.world.report(order_id, "Cancelled")
    assert walmart.act("ship", order_id, **PARCEL).state == "superseded"
    assert (walmart.order(order_id).status, walmart.effects()) == ("canceled", [])


def test_each_change_comes_in_with_the_next_look_and_a_token_that_has_run_out_is_renewed(walmart: Walmart) -> None:
    (order_id,) = walmart.arrive()
    walmart.read()
    walmart.world.report(order_id, "Cancelled")
    walmart.desk.desk("faults", {"expire_tokens": {}})
    walmart.read()
    assert walmart.order(order_id).status == "canceled"
