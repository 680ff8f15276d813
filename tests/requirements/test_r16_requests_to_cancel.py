"""R16: a buyer's request to cancel cancels nothing; it is open until someone answers it, and is asked about before."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from stallkeeper import Unconfirmed, cancel_requests
from stallkeeper.orders import CancelRequest
from tests.runtime.test_walmart_lived import PARCEL, Walmart, open_walmart

pytestmark = pytest.mark.requirement("R16")


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[Walmart]:
    with open_walmart(tmp_path) as here:
        yield here


def asked_back(shop: Walmart) -> str:
    """An order of three lines; the buyer asks to cancel the second."""
    (order_id,) = shop.arrive(kind="acknowledged", lines=3)
    shop.tree(order_id)["orderLines"]["orderLine"][1]["intentToCancel"] = "CUSTOMER"
    shop.read()
    return order_id


def requests(shop: Walmart, order_id: str) -> tuple[CancelRequest, ...]:
    order = shop.order(order_id)
    return cancel_requests(order, shop.engine.store.history(order.key))


def test_a_request_on_one_of_three_lines_leaves_the_order_where_it_is(shop: Walmart) -> None:
    order_id = asked_back(shop)
    order = shop.order(order_id)
    assert order.status == "waiting_shipment"
    assert [line.flags for line in order.report.lines] == [(), ("cancel_requested",), ()]
    (request,) = requests(shop, order_id)
    assert (request.line, request.state) == (order.report.lines[1].id, "requested")


def test_shipping_asks_first_and_a_yes_rejects_the_request(shop: Walmart) -> None:
    order_id = asked_back(shop)
    asked = shop.engine.act("ship", shop.order(order_id).key, PARCEL, "seller:anna")
    assert (isinstance(asked.decision, Unconfirmed), asked.submission) == (True, None)
    assert shop.engine.send().submissions == ()
    assert shop.act("ship", order_id, confirmed=True, **PARCEL).state == "confirmed"
    (request,) = requests(shop, order_id)
    assert request.state == "rejected"


def test_what_the_seller_cancels_accepts_the_request(shop: Walmart) -> None:
    order_id = asked_back(shop)
    line = shop.order(order_id).report.lines[1].id
    done = shop.act("cancel", order_id, reason="CUSTOMER_REQUESTED_SELLER_TO_CANCEL", line=line)
    assert done.state == "confirmed"
    (request,) = requests(shop, order_id)
    assert (request.state, request.line) == ("accepted", line)
    assert shop.engine.act("ship", shop.order(order_id).key, PARCEL, "seller:anna", dry_run=True).taken


def test_a_request_that_comes_before_the_parcel_is_sent_holds_it_back(shop: Walmart) -> None:
    (order_id,) = shop.arrive(kind="acknowledged", lines=1)
    shop.read()
    queued = shop.engine.act("ship", shop.order(order_id).key, PARCEL, "seller:anna").submission
    assert queued is not None
    shop.line(order_id)["intentToCancel"] = "CUSTOMER"
    shop.clock.advance(timedelta(minutes=30))
    shop.engine.send()
    after = shop.now(queued.id)
    assert (after.state, after.extras["lost_race"]["next"]) == ("superseded", ["answer_request"])
    assert shop.effects() == []


def test_a_plan_says_which_orders_have_to_be_confirmed(shop: Walmart) -> None:
    order_id = asked_back(shop)
    key = shop.order(order_id).key
    plan = shop.engine.plan("ship", [key], PARCEL)
    assert (plan.to_confirm, plan.ready) == ((key,), ())
