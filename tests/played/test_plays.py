"""Marketplaces of seven kinds, each as a small play, lived through over HTTP: their particulars hold together."""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest

from stallkeeper.clock import ManualClock
from tests.played.small import ORDER, lines_of, played
from tests.played.speaking import START, Heard, Speaker, basic

PLAYS = Path(__file__).with_name("plays")
FORM = {"Content-Type": "application/x-www-form-urlencoded"}
LINE: dict[str, Any] = {
    "id": 1,
    "number": "1",
    "sku": "A-1",
    "quantity": 3,
    "quantityShipped": 0,
    "quantityCancelled": 0,
    "cancellationRequest": False,
    "price": 10,
    "state": "OPEN",
    "refunds": [],
    "ordered": "3",
    "states": [{"status": "Created", "quantity": {"unit": "EACH", "amount": "3"}}],
}
SOLD = {**ORDER, "fulfillment": {"status": ""}, "revision": "", "lines": [LINE]}
BOL, ALLEGRO = "application/vnd.retailer.v10+json", "application/vnd.allegro.public.v1+json"

Play = Callable[[str], AbstractContextManager[Speaker]]


@pytest.fixture
def clock() -> Iterator[ManualClock]:
    yield ManualClock(START)


@pytest.fixture
def play(tmp_path: Path, clock: ManualClock) -> Play:
    return lambda name: played(tmp_path, (PLAYS / f"{name}.yaml").read_text(encoding="utf-8"), SOLD, clock)


def sign_in(speaker: Speaker, path: str, **form: str) -> str:
    heard = speaker.ask("POST", path, urlencode(form).encode(), FORM)
    assert heard.status == 200, heard.body
    return str(heard.json["access_token"])


def test_octopia_ships_parcel_by_parcel_and_cancels_by_a_request_with_an_outcome(play: Play) -> None:
    with play("octopia") as speaker:
        form = {"grant_type": "client_credentials", "client_id": "played-client", "client_secret": "played-secret"}
        bearer = sign_in(speaker, "/auth/realms/maas/protocol/openid-connect/token", **form)
        speaker.headers |= {"Authorization": f"Bearer {bearer}", "SellerId": "77"}
        (order_id,) = speaker.world.create(1)
        orders = f"/seller/v2/orders/{order_id}"
        assert speaker.ask("POST", f"{orders}/approval-status", {"approval_status": "Accepted"}).status == 204
        speaker.world.report(order_id, "InPreparation")
        ids = [line["id"] for line in lines_of(speaker, order_id)]
        parcels = [{"parcelNumber": f"P{each}", "carrierName": "GLS", "orderLineIds": [each]} for each in ids]
        assert speaker.ask("POST", f"{orders}/shipments", parcels[:1]).status == 204
        assert speaker.get("/seller/v2/orders").json["items"][0]["status"] == "InPreparation"
        assert speaker.ask("POST", f"{orders}/shipments", parcels[1:]).status == 204
        assert speaker.get("/seller/v2/orders", status="Shipped").json["items"][0]["id"] == order_id
        cancel = {"orderId": order_id, "reason": "seller-out-of-stock", "shippingCostRefund": True}
        asked = speaker.ask("POST", "/seller/v2/order-cancellation-requests", cancel)
        path = f"/seller/v2/order-cancellation-requests/{asked.json['cancellationRequestId']}"
        assert [speaker.get(path).json["status"] for _ in range(2)] == ["Pending", "Accepted"]
        assert speaker.world.orders()[order_id] == "Cancelled"


def test_mirakl_decides_line_by_line_tracks_ships_and_refunds(play: Play, clock: ManualClock) -> None:
    with play("mirakl") as speaker:
        speaker.headers["Authorization"] = "played-key"
        (order_id,) = speaker.world.create(1, lines=2)
        first, second = (line["id"] for line in lines_of(speaker, order_id))
        path = f"/api/orders/{order_id}"
        decision = {"order_lines": [{"id": first, "accepted": True}]}
        assert speaker.ask("PUT", f"{path}/accept", decision).json["code"] == "unknown_line"
        decision["order_lines"].append({"id": second, "accepted": False})
        assert speaker.ask("PUT", f"{path}/accept", decision).status == 204
        assert [line["state"] for line in lines_of(speaker, order_id)] == ["SHIPPING", "REFUSED"]
        assert speaker.ask("PUT", f"{path}/ship").json["about"] == "tracking"
        assert speaker.ask("PUT", f"{path}/tracking", {"carrier_code": "GLS", "tracking_number": "T"}).status == 204
        assert speaker.ask("PUT", f"{path}/ship").status == 204
        shown = speaker.get("/api/orders", order_state_codes="SHIPPED,RECEIVED").json
        assert shown["total_count"] == 1 and shown["orders"][0]["status"] == "SHIPPED"
        clock.advance(timedelta(days=3))
        refund = {"order_line_id": first, "amount": 4, "shipping_amount": 0, "reason_code": "14"}
        heard = speaker.ask("PUT", "/api/orders/refund", {"refunds": [refund]})
        assert heard.json["refunds"][0]["order_line_id"] == first
        assert [(line["state"], len(line["refunds"])) for line in lines_of(speaker, order_id)] == [
            ("RECEIVED", 1),
            ("REFUSED", 0),
        ]


def test_mirakl_refuses_an_order_line_by_line(play: Play) -> None:
    with play("mirakl") as speaker:
        speaker.headers["Authorization"] = "played-key"
        (order_id,) = speaker.world.create(1)
        decision = {"order_lines": [{"id": line["id"], "accepted": False} for line in lines_of(speaker, order_id)]}
        assert speaker.ask("PUT", f"/api/orders/{order_id}/accept", decision).status == 204
        (effect,) = speaker.world.effects()
        assert (effect.action, effect.status_after) == ("refuse", "REFUSED")


def test_bol_derives_its_status_from_counters_and_answers_by_processes(play: Play) -> None:
    with play("bol") as speaker:
        speaker.headers["Accept"] = BOL
        speaker.headers |= basic("played-client", "played-secret")
        bearer = sign_in(speaker, "/token", grant_type="client_credentials")
        speaker.headers["Authorization"] = f"Bearer {bearer}"
        (order_id,) = speaker.world.create(1, "CANCEL_REQUESTED", lines=1)
        (thin,) = speaker.get("/retailer/orders").json["orders"]
        assert list(thin["lines"][0]) == ["id", "quantity"]
        item = thin["lines"][0]["id"]
        transport = {"transporterCode": "TNT", "trackAndTrace": "T"}
        for body in ({"quantity": 1}, {}):
            order_items = {"orderItems": [{"orderItemId": item, **body}], "transport": transport}
            heard = speaker.ask("POST", "/retailer/shipments", order_items, {"Content-Type": BOL})
            assert heard.status == 202
            path = f"/shared/process-status/{heard.json['processStatusId']}"
            assert [speaker.get(path).json["status"] for _ in range(2)] == ["PENDING", "SUCCESS"]
        assert speaker.get("/retailer/orders", status="SHIPPED").json["orders"][0]["id"] == order_id
        assert speaker.get(f"/retailer/orders/{order_id}").json["lines"][0]["quantityShipped"] == 3
        cancel = {"orderItems": [{"orderItemId": item, "reasonCode": "OUT_OF_STOCK"}]}
        heard = speaker.ask("PUT", "/retailer/orders/cancellation", cancel, {"Content-Type": BOL})
        path = f"/shared/process-status/{heard.json['processStatusId']}"
        assert [speaker.get(path).json["status"] for _ in range(2)] == ["PENDING", "FAILURE"]
        assert speaker.desk("effects")["counts"] == {order_id: {"ship": 2}}


def test_amazon_tells_items_and_addresses_apart_and_confirms_part_by_part(play: Play) -> None:
    with play("amazon") as speaker:
        client = {"client_id": "played-client", "client_secret": "played-secret"}
        token = sign_in(speaker, "/auth/o2/token", grant_type="refresh_token", refresh_token="played-refresh", **client)
        speaker.headers["x-amz-access-token"] = token
        (order_id,) = speaker.world.create(1, lines=3, changes={"note": "Rue 1"})
        shown = speaker.get("/orders/v0/orders", MarketplaceIds="A1", CreatedAfter="2026-01-01T00:00:00Z").json
        assert "lines" not in shown["payload"]["Orders"][0]
        path = f"/orders/v0/orders/{order_id}"
        page = speaker.get(f"{path}/orderItems").json["payload"]
        rest = speaker.get(f"{path}/orderItems", NextToken=page["NextToken"]).json["payload"]
        items = [*page["OrderItems"], *rest["OrderItems"]]
        assert len(items) == 3 and rest["NextToken"] is None
        assert speaker.get(f"{path}/address").status == 401
        asked = speaker.ask(
            "POST", "/tokens/2021-03-01/restrictedDataToken", {"restrictedResources": [{"method": "GET"}]}
        )
        special = {"x-amz-access-token": asked.json["restrictedDataToken"]}
        address = speaker.ask("GET", f"{path}/address", headers=special).json
        assert address == {"payload": {"ShippingAddress": "Rue 1"}}
        for part, status in ((items[:2], "Unshipped"), (items[2:], "Shipped")):
            heard = speaker.ask("POST", f"{path}/shipmentConfirmation", confirmation(part))
            assert heard.status == 204 and speaker.world.orders()[order_id] == status


def confirmation(items: list[dict[str, Any]]) -> dict[str, Any]:
    sent = [{"orderItemId": item["id"], "quantity": item["quantity"]} for item in items]
    detail = {
        "packageReferenceId": "1",
        "carrierCode": "UPS",
        "trackingNumber": "T",
        "shipDate": "2026-11-22T10:00:00Z",
    }
    return {"marketplaceId": "A1", "packageDetail": {**detail, "orderItems": sent}}


def test_walmart_splits_quantities_and_pages_by_a_whole_query(play: Play, clock: ManualClock) -> None:
    with play("walmart") as speaker:
        speaker.headers |= {"WM_QOS.CORRELATION_ID": "c-1", "WM_SVC.NAME": "test"}
        speaker.headers |= basic("played-client", "played-secret")
        speaker.headers["WM_SEC.ACCESS_TOKEN"] = sign_in(speaker, "/v3/token", grant_type="client_credentials")
        made = speaker.world.create(3, lines=1)
        seen, query = [], "?limit=2&lastModifiedStartDate=2026-11-01T00:00:00Z"
        while query:
            answer = speaker.ask("GET", "/v3/orders" + query).json["list"]
            seen += [order["id"] for order in answer["elements"]["order"]]
            query = answer["meta"]["nextCursor"]
        assert seen == list(made)
        path = f"/v3/orders/{made[0]}"
        assert speaker.ask("POST", f"{path}/acknowledge").status == 200
        tracking = {"shipDateTime": int(START.timestamp() * 1000), "trackingNumber": "T"}
        line = {"lineNumber": "1", "states": [{"amount": "2", "trackingInfo": tracking}]}
        body = {"orderShipment": {"orderLines": {"orderLine": [line]}}}
        states = speaker.ask("POST", f"{path}/shipping", body).json["order"]["lines"][0]["states"]
        counted = [(state["status"], state["quantity"]["amount"]) for state in states]
        assert counted == [("Acknowledged", "1"), ("Shipped", "2")] and states[1]["trackingInfo"] == tracking
        assert speaker.ask("POST", f"{path}/shipping", body).json["code"] == "line_exceeded"


def test_kaufland_signs_every_call_and_acts_on_units(play: Play) -> None:
    with play("kaufland") as speaker:
        (order_id,) = speaker.world.create(1, lines=2)
        units = kaufland(speaker, "GET", "/v2/order-units?status=need_to_be_sent&limit=30").json["data"]
        assert [unit["id_order"] for unit in units] == [order_id, order_id]
        sending = {"tracking_numbers": "T", "carrier_code": "DHL"}
        for unit in units:
            path = f"/v2/order-units/{unit['id_order_unit']}/send"
            assert kaufland(speaker, "PATCH", path, sending).status == 200
        assert speaker.world.orders()[order_id] == "sent"
        refund = f"/v2/order-units/{units[0]['id_order_unit']}/refund"
        assert kaufland(speaker, "PATCH", refund, {"amount": 8, "reason": "broken"}).status == 200
        assert kaufland(speaker, "PATCH", refund, {"amount": 3, "reason": "broken"}).json["code"] == "limit"
        assert speaker.ask("GET", "/v2/orders").status == 401


def kaufland(speaker: Speaker, method: str, path: str, body: Any = None) -> Heard:
    text, stamp = json.dumps(body) if body else "", str(int(START.timestamp()))
    signed = "\n".join([method, speaker.server.base_url + path, text, stamp])
    made = hmac.new(b"played-secret", signed.encode(), hashlib.sha256).hexdigest()
    headers = {
        "Shop-Client-Key": "played-client",
        "Shop-Timestamp": stamp,
        "Shop-Signature": made,
        "User-Agent": "test",
    }
    typed = {"Content-Type": "application/json"} if text else {}
    return speaker.ask(method, path, text.encode() or None, {**headers, **typed})


def test_allegro_rotates_its_token_reads_a_journal_and_minds_revisions(play: Play) -> None:
    with play("allegro") as speaker:
        speaker.headers |= {"Accept": ALLEGRO, **basic("played-client", "played-secret")}
        form = urlencode({"grant_type": "refresh_token", "refresh_token": "played-refresh"}).encode()
        bearer = sign_in(speaker, "/auth/oauth/token", grant_type="refresh_token", refresh_token="played-refresh")
        assert speaker.ask("POST", "/auth/oauth/token", form, FORM).json == {"error": "invalid_grant"}
        speaker.headers["Authorization"] = f"Bearer {bearer}"
        (order_id,) = speaker.world.create(1)
        (event,) = speaker.get("/order/events").json["events"]
        assert (event["type"], event["order"]["checkoutForm"]["id"]) == ("READY_FOR_PROCESSING", order_id)
        path, typed = f"/order/checkout-forms/{order_id}", {"Content-Type": ALLEGRO}
        assert speaker.ask("PUT", f"{path}/fulfillment", {"status": "SENT"}, typed).json["about"] == "shipment"
        old = speaker.get("/order/checkout-forms", **{"fulfillment.status": "NEW"}).json["checkoutForms"][0]["revision"]
        parcel = {"carrierId": "INPOST", "waybill": "W"}
        assert speaker.ask("POST", f"{path}/shipments", parcel, typed).status == 201
        stale = f"{path}/fulfillment?checkoutForm.revision={old}"
        assert speaker.ask("PUT", stale, {"status": "SENT"}, typed).status == 409
        new = speaker.get("/order/checkout-forms").json["checkoutForms"][0]["revision"]
        fresh = f"{path}/fulfillment?checkoutForm.revision={new}"
        assert speaker.ask("PUT", fresh, {"status": "SENT"}, typed).status == 204
        later = speaker.get("/order/events", **{"from": event["id"]}).json["events"]
        assert [each["type"] for each in later] == ["FULFILLMENT_STATUS_CHANGED"] * 2
        refund = {"order": {"id": order_id}, "commandId": "c1", "reason": "REFUND"}
        answers = [speaker.ask("POST", "/payments/refunds", refund, typed).json for _ in range(2)]
        assert answers[0] == answers[1]
        assert speaker.desk("effects")["counts"] == {order_id: {"tracking": 1, "ship": 1, "refund": 1}}
