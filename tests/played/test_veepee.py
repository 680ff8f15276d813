"""The played PinkConnect, spoken to in raw HTTP: what it gives, what it refuses, and what it counts."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

from stallkeeper.clock import ManualClock
from stallkeeper.played.world import World
from tests.played.speaking import START, Speaker, speaking, spec_of


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock(START)


@pytest.fixture
def speaker(clock: ManualClock) -> Iterator[Speaker]:
    with speaking("veepee", World(spec_of("veepee"), 1, clock)) as made:
        yield made


def test_the_list_is_a_bare_array_that_ends_with_a_short_page(speaker: Speaker) -> None:
    ids = [int(order_id) for order_id in speaker.world.create(7)]
    pages = [speaker.get("/v4/orders", limit=3, page=page).json for page in (1, 2, 3)]
    assert [len(page) for page in pages] == [3, 3, 1]
    assert [order["orderId"] for page in pages for order in page] == ids


@pytest.mark.parametrize("header", ["Bearer wrong", "played-token", "Basic played-token", None])
def test_only_the_bearer_of_the_token_is_answered(speaker: Speaker, header: str | None) -> None:
    heard = speaker.ask("GET", "/v4/orders", headers={"Authorization": header})
    assert (heard.status, heard.json["code"]) == (401, "Unauthorized")


def test_a_status_may_be_asked_for_several_times_and_has_to_be_known(speaker: Speaker) -> None:
    (pending,) = speaker.world.create(1, "PENDING")
    (shipped,) = speaker.world.create(1, "SHIPPED")
    speaker.world.create(1, "CANCELLED")
    found = speaker.get("/v4/orders", status=["PENDING", "SHIPPED"]).json
    assert [str(order["orderId"]) for order in found] == [pending, shipped]
    assert speaker.get("/v4/orders", status=["PENDING", "SENT"]).status == 400
    assert speaker.get("/v4/orders", page=[1, 2]).status == 400


def test_orders_are_found_by_the_date_of_their_last_change(speaker: Speaker, clock: ManualClock) -> None:
    first, second = speaker.world.create(2, "PENDING")
    clock.advance(timedelta(minutes=5))
    speaker.world.report(second, "SHIPPED")
    found = speaker.get("/v4/orders", updatedFrom="2026-11-22T10:01:00Z", updatedTo="2026-11-22T10:06:00Z").json
    assert [str(order["orderId"]) for order in found] == [second]
    found = speaker.get("/v4/orders", updatedTo="2026-11-22T10:01:00Z").json
    assert [str(order["orderId"]) for order in found] == [first]


def test_the_shop_channels_tell_the_two_sites_apart(speaker: Speaker) -> None:
    (french,) = speaker.world.create(1, "PENDING")
    (spanish,) = speaker.world.create(1, variant="privalia")
    assert [str(order["orderId"]) for order in speaker.get("/v4/orders", shopChannelId=2).json] == [spanish]
    assert [str(order["orderId"]) for order in speaker.get("/v4/orders", shopChannelId=1).json] == [french]
    assert speaker.get("/v4/orders", shopChannelId=3).status == 400
    assert [site["marketplaceName"] for site in speaker.get("/v4/shop-channels").json] == ["Veepee", "Privalia"]


def test_an_order_is_accepted_paid_shipped_and_each_counts_once(speaker: Speaker, clock: ManualClock) -> None:
    (order_id,) = speaker.world.create(1, "WAITING_ACCEPTANCE")
    assert speaker.ask("POST", f"/v4/orders/{order_id}/accept").status == 204
    assert speaker.get(f"/v4/orders/{order_id}").json["status"] == "WAITING_INFORMATION"
    assert speaker.ask("POST", f"/v4/orders/{order_id}/accept").status == 409
    clock.advance(timedelta(minutes=30))
    assert speaker.get(f"/v4/orders/{order_id}").json["status"] == "PENDING"
    assert speaker.ask("POST", f"/v4/orders/{order_id}/ship", {"carrierId": 5}).status == 204
    shown = speaker.get(f"/v4/orders/{order_id}").json
    assert shown["status"] == "SHIPPED" and shown["shippedOrderDate"] == "2026-11-22T10:30:00Z"
    assert shown["deliveryDetails"] == [{"carrierId": 5, "trackingNumber": None, "trackingUrl": None}]
    assert speaker.desk("effects")["counts"] == {order_id: {"accept": 1, "ship": 1}}


def test_the_custom_carrier_needs_a_tracking_number(speaker: Speaker) -> None:
    (order_id,) = speaker.world.create(1, "PENDING")
    path = f"/v4/orders/{order_id}/ship"
    refused = speaker.ask("POST", path, {"carrierId": 130})
    assert (refused.status, refused.json["message"]) == (400, "trackingNumber is required")
    assert speaker.ask("POST", path, {"carrierId": 130, "trackingNumber": "6A1"}).status == 204


@pytest.mark.parametrize("body", [{"carrierId": "5"}, {"carrierId": 4}, {"carrier": 5}, {}, [], {"carrierId": 5.5}])
def test_a_shipment_in_another_shape_is_refused(speaker: Speaker, body: Any) -> None:
    (order_id,) = speaker.world.create(1, "PENDING")
    assert speaker.ask("POST", f"/v4/orders/{order_id}/ship", body).status == 400
    assert speaker.world.effects() == ()


@pytest.mark.parametrize(
    ("status", "answer"),
    [("WAITING_ACCEPTANCE", 204), ("PENDING", 204), ("PROCESSING", 204), ("SHIPPED", 409), ("CANCELLED", 409)],
)
def test_a_cancellation_comes_before_the_shipment(speaker: Speaker, status: str, answer: int) -> None:
    (order_id,) = speaker.world.create(1, status)
    assert speaker.ask("POST", f"/v4/orders/{order_id}/cancel").status == answer


def test_an_action_that_takes_no_body_refuses_one(speaker: Speaker) -> None:
    (order_id,) = speaker.world.create(1, "PENDING")
    assert speaker.ask("POST", f"/v4/orders/{order_id}/cancel", {"reason": "x"}).status == 400


def refund(order_id: str, amount: Any, shipping: Any = "0", **more: Any) -> tuple[str, dict[str, Any]]:
    return f"/v4/orders/{order_id}/refund", {"amount": amount, "shippingCost": shipping, "currency": "EUR", **more}


def test_a_refund_is_seen_the_next_night_only(speaker: Speaker, clock: ManualClock) -> None:
    (order_id,) = speaker.world.create(1, "SHIPPED")
    total = float(speaker.get(f"/v4/orders/{order_id}").json["totalPrice"])
    assert speaker.ask("POST", *refund(order_id, 3.5, "1")).status == 204
    assert speaker.get(f"/v4/orders/{order_id}").json["status"] == "SHIPPED"
    assert total > 4.5
    clock.advance(timedelta(hours=17))
    shown = speaker.get(f"/v4/orders/{order_id}").json
    assert (shown["status"], shown["refundedAmount"]) == ("PARTIAL_REFUNDED", 4.5)


def test_two_equal_refunds_are_two_effects_and_too_much_is_refused(speaker: Speaker) -> None:
    (order_id,) = speaker.world.create(1, "RETURNED", changes={"totalPrice": 10})
    order = speaker.world.order(order_id)
    assert order is not None
    order.ledger["refundable"] = order.ledger["refundable"] * 0 + 10
    assert [speaker.ask("POST", *refund(order_id, 4)).status for _ in range(3)] == [204, 204, 400]
    assert len(speaker.world.effects(order_id)) == 2


@pytest.mark.parametrize(
    "more", [{"shippingCost": 1}, {"amount": "10"}, {"currency": "USD"}, {"amount": -1}, {"shippingCost": "one"}]
)
def test_a_refund_in_another_shape_is_refused(speaker: Speaker, more: dict[str, Any]) -> None:
    (order_id,) = speaker.world.create(1, "SHIPPED")
    path, body = refund(order_id, 1)
    assert speaker.ask("POST", path, {**body, **more}).status == 400
    assert speaker.world.effects() == ()


def test_a_refund_may_name_lines_of_the_order_only(speaker: Speaker) -> None:
    (order_id,) = speaker.world.create(1, "SHIPPED")
    line = speaker.get(f"/v4/orders/{order_id}").json["orderLines"][0]["orderLineId"]
    named = [{"identifierType": "OrderLineId", "identifier": str(line)}]
    strange = [{"identifierType": "OrderLineId", "identifier": "1"}]
    assert speaker.ask("POST", *refund(order_id, 1, linesToRefund=strange)).json["code"] == "OrderLineNotFound"
    assert speaker.ask("POST", *refund(order_id, 1, linesToRefund=named)).status == 204


def test_an_unknown_order_is_404_wherever_it_is_named(speaker: Speaker) -> None:
    asked = [("GET", ""), ("GET", "/delivery-note"), ("POST", "/accept"), ("POST", "/cancel")]
    assert {speaker.ask(method, f"/v4/orders/1{path}").status for method, path in asked} == {404}


def test_the_delivery_note_is_a_pdf_with_the_orders_number(speaker: Speaker) -> None:
    (order_id,) = speaker.world.create(1, "PENDING")
    heard = speaker.get(f"/v4/orders/{order_id}/delivery-note")
    assert heard.headers["Content-Type"] == "application/pdf"
    assert heard.body.startswith(b"%PDF") and order_id.encode() in heard.body


def test_the_carriers_have_numbers_and_130_is_the_custom_one(speaker: Speaker) -> None:
    carriers = {carrier["id"]: carrier["name"] for carrier in speaker.get("/v4/carriers").json}
    assert carriers[5] == "Fedex" and carriers[130] == "Custom"
