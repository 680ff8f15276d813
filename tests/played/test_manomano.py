"""The played ManoMano, spoken to in raw HTTP: what it gives, what it refuses, and what it counts."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

from stallkeeper.clock import ManualClock
from stallkeeper.played.world import World
from tests.played.speaking import START, Speaker, speaking, spec_of

ORDERS = "/orders/v1/orders"


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock(START)


@pytest.fixture
def speaker(clock: ManualClock) -> Iterator[Speaker]:
    with speaking("manomano", World(spec_of("manomano"), 1, clock)) as made:
        yield made


def orders(speaker: Speaker, **query: Any) -> Any:
    heard = speaker.get(ORDERS, seller_contract_id=12345, **query)
    assert heard.status == 200, heard.body
    return heard.json


def references(answer: Any) -> list[str]:
    return [order["order_reference"] for order in answer["content"]]


def item(order_id: str, **more: Any) -> dict[str, Any]:
    return {"order_reference": order_id, "seller_contract_id": 12345, **more}


def shipping(speaker: Speaker, order_id: str, carrier: str = "DPD", **more: Any) -> dict[str, Any]:
    order = speaker.world.order(order_id)
    assert order is not None
    products = [{"seller_sku": line["seller_sku"], "quantity": line["quantity"]} for line in order.tree["products"]]
    return item(order_id, carrier=carrier, products=products, **more)


@pytest.mark.parametrize("headers", [{"x-api-key": "wrong"}, {"x-api-key": None}, {"x-thirdparty-name": None}])
def test_without_the_right_key_and_a_name_nothing_is_told(speaker: Speaker, headers: dict[str, str | None]) -> None:
    heard = speaker.ask("GET", f"{ORDERS}?seller_contract_id=12345", headers=headers)
    assert heard.status == 401
    assert heard.json == {"error": {"app_code": "UNAUTHORIZED", "message": "invalid api key"}}


def test_a_wrong_key_keeps_an_action_from_having_an_effect(speaker: Speaker) -> None:
    (order_id,) = speaker.world.create(1, "PENDING")
    heard = speaker.ask("POST", "/orders/v1/accept-orders", [item(order_id)], {"x-api-key": "wrong"})
    assert heard.status == 401 and speaker.world.effects() == ()


def test_another_path_is_404_and_another_method_405(speaker: Speaker) -> None:
    assert speaker.get("/orders/v2/orders").status == 404
    assert speaker.get("/orders/v1/orders/").status == 404
    heard = speaker.ask("PUT", "/orders/v1/accept-orders", [])
    assert (heard.status, heard.headers["Allow"]) == (405, "POST")


@pytest.mark.parametrize(
    ("query", "named"),
    [
        ({}, "seller_contract_id"),
        ({"seller_contract_id": "abc"}, "seller_contract_id"),
        ({"seller_contract_id": "99"}, "seller_contract_id"),
        ({"seller_contract_id": "12345", "status": "SENT"}, "status"),
        ({"seller_contract_id": "12345", "limit": "101"}, "limit"),
        ({"seller_contract_id": "12345", "page": "0"}, "page"),
        ({"seller_contract_id": "12345", "updated_form": "2026"}, "updated_form"),
        ({"seller_contract_id": "12345", "status_updated_at_start": "2026-11-22"}, "status_updated_at_start"),
        ({"seller_contract_id": "12345", "created_at_end": "2026-11-22T10:00:00"}, "created_at_end"),
        ({"seller_contract_id": ["12345", "67890"]}, "seller_contract_id"),
    ],
)
def test_a_missing_wrong_or_unknown_parameter_is_refused_by_name(
    speaker: Speaker, query: dict[str, Any], named: str
) -> None:
    heard = speaker.get(ORDERS, **query)
    assert heard.status == 400
    assert heard.json["error"] == {"app_code": "INVALID_PARAMETER", "message": f"invalid {named}"}


def test_pages_follow_one_another_by_relative_links_until_none_is_left(speaker: Speaker) -> None:
    ids = list(speaker.world.create(25))
    answer, seen, pages = orders(speaker, limit=10), [], 0
    while True:
        seen += references(answer)
        pages += 1
        link = answer["pagination"]["links"]["next"]
        if link is None:
            break
        assert link.startswith("/orders/v1/orders?")
        answer = speaker.get(link).json
    assert (seen, pages) == (ids, 3)
    assert answer["pagination"]["items"] == 25 and answer["pagination"]["page"] == 3 == answer["pagination"]["pages"]


def test_a_page_behind_the_last_is_empty(speaker: Speaker) -> None:
    speaker.world.create(3)
    assert references(orders(speaker, page=9)) == []


def test_the_filter_on_the_last_change_takes_in_what_changed_and_leaves_out_the_rest(
    speaker: Speaker, clock: ManualClock
) -> None:
    early, changed = speaker.world.create(2, "PENDING")
    clock.advance(timedelta(minutes=10))
    speaker.world.report(changed, "REFUSED")
    since = orders(speaker, status_updated_at_start="2026-11-22T10:05:00Z")
    until = orders(speaker, status_updated_at_end="2026-11-22T10:05:00Z")
    assert (references(since), references(until)) == ([changed], [early])
    assert since["content"][0]["status_updated_at"] == "2026-11-22T10:10:00Z"


def test_filters_on_status_reference_and_contract_hold_together(speaker: Speaker) -> None:
    (pending,) = speaker.world.create(1, "PENDING")
    (shipped,) = speaker.world.create(1, "SHIPPED")
    speaker.world.create(1, "SHIPPED", changes={"seller_contract_id": 67890})
    assert references(orders(speaker, status="SHIPPED")) == [shipped]
    assert references(orders(speaker, order_reference=pending)) == [pending]
    assert references(orders(speaker, order_reference=pending, status="SHIPPED")) == []


def test_one_order_comes_as_an_object_and_an_unknown_one_is_404(speaker: Speaker) -> None:
    (order_id,) = speaker.world.create(1, "PENDING")
    heard = speaker.get(f"{ORDERS}/{order_id}", seller_contract_id=12345)
    assert heard.status == 200 and heard.json["content"]["order_reference"] == order_id
    missing = speaker.get(f"{ORDERS}/M0", seller_contract_id=12345)
    assert (missing.status, missing.json["error"]["app_code"]) == (404, "ORDER_NOT_FOUND")


def test_accepting_answers_204_and_counts_once(speaker: Speaker) -> None:
    (order_id,) = speaker.world.create(1, "PENDING")
    heard = speaker.ask("POST", "/orders/v1/accept-orders", [item(order_id)])
    assert (heard.status, heard.body) == (204, b"")
    (effect,) = speaker.world.effects(order_id)
    assert (effect.action, effect.status_before, effect.status_after) == ("accept", "PENDING", "REMORSE_PERIOD")
    assert speaker.desk("effects")["counts"] == {order_id: {"accept": 1}}


def test_an_action_in_the_wrong_status_is_a_result_of_its_own_in_207(speaker: Speaker) -> None:
    (good,) = speaker.world.create(1, "PENDING")
    (late,) = speaker.world.create(1, "SHIPPED")
    heard = speaker.ask("POST", "/orders/v1/refuse-orders", [item(late), item(good), item("M0")])
    assert heard.status == 207
    results = {entry["order_reference"]: entry["result"] for entry in heard.json["content"]}
    assert results[good] == {"http_code": 204}
    assert (results[late]["http_code"], results[late]["error"]["app_code"]) == (400, "INVALID_ORDER_STATUS")
    assert results["M0"]["error"]["app_code"] == "ORDER_NOT_FOUND"
    assert [effect.order_id for effect in speaker.world.effects()] == [good]


def test_the_same_order_twice_in_one_request_counts_once(speaker: Speaker) -> None:
    (order_id,) = speaker.world.create(1, "PENDING")
    heard = speaker.ask("POST", "/orders/v1/accept-orders", [item(order_id), item(order_id)])
    assert heard.status == 207 and len(speaker.world.effects(order_id)) == 1


@pytest.mark.parametrize(
    "body",
    [
        {"order_reference": "M1", "seller_contract_id": 12345},
        [],
        [{"order_reference": "M1"}],
        [{"order_reference": "M1", "seller_contract_id": "12345"}],
        [{"order_reference": 1, "seller_contract_id": 12345}],
        [{"order_reference": "M1", "seller_contract_id": 99}],
        [{"order_reference": "M1", "seller_contract_id": 12345, "comment": "x"}],
        ["M1"],
        "M1",
    ],
)
def test_a_body_in_another_shape_is_refused_as_a_whole(speaker: Speaker, body: Any) -> None:
    heard = speaker.ask("POST", "/orders/v1/accept-orders", body)
    assert heard.status == 400 and heard.json["error"]["app_code"] == "INVALID_BODY"


def test_a_body_that_is_missing_broken_or_of_another_type_is_refused(speaker: Speaker) -> None:
    path = "/orders/v1/accept-orders"
    assert speaker.ask("POST", path).status == 400
    assert speaker.ask("POST", path, b"[{").json["error"]["app_code"] == "INVALID_JSON"
    assert speaker.ask("POST", path, b"[]", {"Content-Type": "text/plain"}).status == 415
    assert speaker.ask("POST", path, b"[" * 100_000).status == 400


def test_shipping_with_a_carrier_of_the_list_needs_no_tracking(speaker: Speaker) -> None:
    (order_id,) = speaker.world.create(1, "PREPARATION")
    heard = speaker.ask("POST", "/orders/v1/shippings", [shipping(speaker, order_id, "Colis Privé")])
    assert heard.status == 204 and speaker.world.orders()[order_id] == "SHIPPED"
    shown = speaker.get(f"{ORDERS}/{order_id}", seller_contract_id=12345).json["content"]
    assert {line["carrier"] for line in shown["products"]} == {"Colis Privé"}


def test_a_carrier_off_the_list_needs_its_tracking_url(speaker: Speaker) -> None:
    (order_id,) = speaker.world.create(1, "PREPARATION")
    path = "/orders/v1/shippings"
    refused = speaker.ask("POST", path, [shipping(speaker, order_id, "Mule d'Or", tracking_number="1")])
    assert refused.json["content"][0]["result"]["error"]["message"] == "tracking_url is required"
    url = "https://track.example/1"
    assert speaker.ask("POST", path, [shipping(speaker, order_id, "Mule d'Or", tracking_url=url)]).status == 204
    assert len(speaker.world.effects(order_id)) == 1


def test_the_word_other_is_no_carrier(speaker: Speaker) -> None:
    (order_id,) = speaker.world.create(1, "PREPARATION")
    url = "https://track.example/1"
    heard = speaker.ask("POST", "/orders/v1/shippings", [shipping(speaker, order_id, "Other", tracking_url=url)])
    assert heard.json["content"][0]["result"]["error"]["app_code"] == "INVALID_VALUE"


def test_a_parcel_with_a_part_of_the_order_leaves_it_to_be_shipped(speaker: Speaker) -> None:
    (order_id,) = speaker.world.create(1, "PREPARATION", lines=2)
    first, second = shipping(speaker, order_id)["products"]
    path = "/orders/v1/shippings"
    assert speaker.ask("POST", path, [item(order_id, carrier="DPD", products=[first])]).status == 204
    assert speaker.world.orders()[order_id] == "PREPARATION"
    again = speaker.ask("POST", path, [item(order_id, carrier="DPD", products=[first])])
    assert again.json["content"][0]["result"]["error"]["message"] == "Product already in package"
    assert speaker.ask("POST", path, [item(order_id, carrier="DPD", products=[second])]).status == 204
    assert speaker.world.orders()[order_id] == "SHIPPED" and len(speaker.world.effects(order_id)) == 2


def test_a_product_that_is_not_in_the_order_is_refused(speaker: Speaker) -> None:
    (order_id,) = speaker.world.create(1, "PREPARATION")
    body = [item(order_id, carrier="DPD", products=[{"seller_sku": "NOPE", "quantity": 1}])]
    heard = speaker.ask("POST", "/orders/v1/shippings", body)
    assert heard.json["content"][0]["result"]["error"]["app_code"] == "UNKNOWN_PRODUCT"


def test_a_refund_goes_through_refunding_to_refunded(speaker: Speaker, clock: ManualClock) -> None:
    (order_id,) = speaker.world.create(1, "SHIPPED")
    path = "/orders/v1/refunds"
    assert speaker.ask("POST", path, [item(order_id, refund_reason="damaged")]).status == 400
    body = [item(order_id, refund_reason="damaged", refund_shipping_fees=True)]
    assert speaker.ask("POST", path, body).status == 204
    assert speaker.world.orders()[order_id] == "REFUNDING"
    assert speaker.ask("POST", path, body).status == 207
    clock.advance(timedelta(hours=2))
    assert references(orders(speaker, status="REFUNDED")) == [order_id]
    assert len(speaker.world.effects(order_id)) == 1


def test_the_carriers_are_the_official_names(speaker: Speaker) -> None:
    names = [carrier["name"] for carrier in speaker.get("/orders/v1/carriers").json["content"]]
    assert len(names) == len(set(names)) > 70 and "Colissimo" in names and "Other" not in names
