"""What we ask the three marketplaces, held against requests written by hand."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any
from xml.etree.ElementTree import Element

import httpx
import pytest

from stallkeeper.bindings.client import ListQuery
from stallkeeper.errors import ChannelError
from stallkeeper.orders import OrderLine, OrderReport
from stallkeeper.text import xml_codec
from tests.bindings.arranged import action, bundled, client, order_of, sample


class Ear:
    """Answers the token request; keeps every other request and answers it with 204."""

    def __init__(self, *answers: bytes) -> None:
        self.answers = list(answers)
        self.heard: list[httpx.Request] = []

    def __call__(self, request: httpx.Request) -> httpx.Response:
        if request.url.host == "sts.cdiscount.com":
            assert request.headers["Authorization"] == "Basic ZGVtby1hcGk6cDRzcw=="
            assert request.url.params["realm"] == "https://wsvc.cdiscount.com/MarketplaceAPIService.svc"
            return httpx.Response(200, content=sample("cdiscount/soap", "answer-token.xml"))
        self.heard.append(request)
        return httpx.Response(200, content=self.answers[0]) if self.answers else httpx.Response(204)


def sent(channel: str, report: OrderReport, name: str, fields: dict[str, Any] | None = None) -> httpx.Request:
    yes = "answer-refunded.xml" if name == "refund" else "answer-validated.xml"
    answers = {"cdiscount/soap": sample("cdiscount/soap", yes)}
    ear = Ear(*([answers[channel]] if channel in answers else []))
    client(bundled(channel), ear).send(action(order_of(report, channel), name, fields))
    return ear.heard[-1]


def shape(element: Element) -> object:
    nil = element.get("{http://www.w3.org/2001/XMLSchema-instance}nil")
    text = "…" if element.tag.endswith("}MessageID") else (element.text or "").strip()
    return (element.tag, nil, text, [shape(child) for child in element])


SOAP_ORDER = OrderReport(
    id="2503101015AAA01",
    native_status="WaitingForShipmentAcceptation",
    lines=(
        OrderLine(id="CHAISE-1/0", sku="CHAISE-1", condition="New", ean="3761111111115"),
        OrderLine(id="LAMPE-9/1", sku="LAMPE-9", condition="New"),
    ),
)
REST_ORDER = OrderReport(
    id="M250310BBB02", native_status="PREPARATION", lines=(OrderLine(id="PERCEUSE", sku="PERCEUSE", quantity=1),)
)
PINK_ORDER = OrderReport(
    id="51207",
    native_status="PENDING",
    currency="EUR",
    lines=(OrderLine(id="88410", sku="ROBE-S", quantity=2), OrderLine(id="88411", sku="SAC-1")),
)
PARCEL = {
    "carrier": "14",
    "tracking_number": "7K44100200531",
    "tracking_url": "https://track.example/7K44100200531?lang=fr&x=1",
}
VOUCHER = {"refund_reason": "ClientClaim", "refund_mode": "Claim", "refund_shipping_fees": False, "line": "CHAISE-1/0"}


@pytest.mark.parametrize(
    ("name", "fields"), [("accept", {}), ("refuse", {}), ("cancel", {}), ("ship", PARCEL), ("refund", VOUCHER)]
)
def test_a_soap_action_is_the_request_written_by_hand(name: str, fields: dict[str, Any]) -> None:
    request = sent("cdiscount/soap", SOAP_ORDER, name, fields)
    by_hand = sample("cdiscount/soap", f"request-{name}.xml")
    assert shape(xml_codec.parse(request.content)) == shape(xml_codec.parse(by_hand))
    operation = "CreateRefundVoucher" if name == "refund" else "ValidateOrderList"
    assert request.headers["SOAPAction"] == f'"http://www.cdiscount.com/IMarketplaceAPIService/{operation}"'
    assert request.headers["Content-Type"] == "text/xml; charset=utf-8"
    assert "Authorization" not in request.headers


def test_a_soap_list_asks_for_an_interval_in_paris_time_and_for_states() -> None:
    ear = Ear(sample("cdiscount/soap", "answer-orders-none.xml"))
    since, until = datetime(2025, 3, 10, 9, tzinfo=UTC), datetime(2025, 7, 1, 10, tzinfo=UTC)
    query = ListQuery("latest", since, until, ("Shipped", "WaitingForSellerAcceptation"))
    list(client(bundled("cdiscount/soap"), ear).pages(query))
    assert shape(xml_codec.parse(ear.heard[0].content)) == shape(
        xml_codec.parse(sample("cdiscount/soap", "request-list.xml"))
    )


def test_the_first_soap_list_ever_names_no_beginning() -> None:
    ear = Ear(sample("cdiscount/soap", "answer-orders-none.xml"))
    list(client(bundled("cdiscount/soap"), ear).pages(ListQuery("latest", None, datetime(2025, 7, 1, tzinfo=UTC))))
    asked = xml_codec.parse(ear.heard[0].content)
    names = [each.tag.rpartition("}")[2] for each in asked.iter()]
    assert "BeginCreationDate" not in names and "BeginModificationDate" not in names
    assert names.count("OrderStateEnum") == 34


def test_reading_one_soap_order_sends_its_number_alone() -> None:
    ear = Ear(sample("cdiscount/soap", "answer-orders-none.xml"))
    client(bundled("cdiscount/soap"), ear).fetch("2503101015AAA01")
    assert shape(xml_codec.parse(ear.heard[0].content)) == shape(
        xml_codec.parse(sample("cdiscount/soap", "request-one.xml"))
    )


@pytest.mark.parametrize(
    ("name", "fields", "written"),
    [
        ("accept", {}, "request-accept.json"),
        ("ship", {"carrier": "Colissimo", "tracking_number": "7K44100200532"}, "request-ship.json"),
        (
            "ship",
            {"carrier": "Other", "carrier_name": "Mule d'Or", "tracking_url": "https://mule.example/colis/58"},
            "request-ship-other.json",
        ),
        ("refund", {"refund_reason": "Damaged", "refund_shipping_fees": True}, "request-refund.json"),
    ],
)
def test_a_rest_action_is_the_request_written_by_hand(name: str, fields: dict[str, Any], written: str) -> None:
    request = sent("manomano", REST_ORDER, name, fields)
    assert json.loads(request.content) == json.loads(sample("manomano", written))
    assert (request.headers["x-api-key"], request.headers["x-thirdparty-name"]) == ("k3y", "stallkeeper_1")
    assert request.headers["Content-Type"] == "application/json"


def test_a_rest_list_names_contract_interval_and_page() -> None:
    ear = Ear(sample("manomano", "answer-orders-page-2.json"))
    since, until = datetime(2025, 3, 10, 9, tzinfo=UTC), datetime(2025, 3, 10, 10, 0, 0, 1, tzinfo=UTC)
    list(client(bundled("manomano"), ear).pages(ListQuery("latest", since, until)))
    assert dict(ear.heard[0].url.params) == {
        "seller_contract_id": "12345",
        "status_updated_at_start": "2025-03-10T09:00:00Z",
        "status_updated_at_end": "2025-03-10T10:00:01Z",
        "page": "1",
        "limit": "50",
    }


def test_shipping_a_whole_order_sends_the_carriers_number() -> None:
    request = sent("veepee", PINK_ORDER, "ship", {"carrier": "130", "tracking_number": "TN-1"})
    assert (request.method, request.url.path) == ("POST", "/v4/orders/51207/ship")
    assert json.loads(request.content) == json.loads(sample("veepee", "request-ship.json"))
    assert request.headers["Authorization"] == "Bearer t0k3n"


def test_a_refund_sends_the_shipping_cost_as_text_and_the_amount_as_a_number() -> None:
    fields = {"refund_price": Decimal("10"), "refund_shipping_price": Decimal("1"), "line": "88410"}
    request = sent("veepee", PINK_ORDER, "refund", fields)
    assert json.loads(request.content) == json.loads(sample("veepee", "request-refund.json"))


def test_a_refund_that_names_no_line_names_them_all_and_a_fraction_stays_exact() -> None:
    fields = {"refund_price": Decimal("10.10"), "refund_shipping_price": Decimal("0")}
    request = sent("veepee", PINK_ORDER, "refund", fields)
    assert [each["identifier"] for each in json.loads(request.content)["linesToRefund"]] == ["88410", "88411"]
    assert b'"amount":10.10' in request.content


def test_a_line_that_the_order_does_not_have_is_told_before_anything_is_sent() -> None:
    fields = {"refund_price": Decimal("1"), "refund_shipping_price": Decimal("0"), "line": "1"}
    ear = Ear()
    with pytest.raises(ChannelError, match="no line that `line` names") as refused:
        client(bundled("veepee"), ear).send(action(order_of(PINK_ORDER, "veepee"), "refund", fields))
    assert (refused.value.kind, refused.value.doubtful, ear.heard) == ("validation", False, [])


def test_an_action_without_a_body_sends_none() -> None:
    request = sent("veepee", PINK_ORDER, "accept")
    assert (request.url.path, request.content) == ("/v4/orders/51207/accept", b"")


def test_an_id_in_a_path_stays_one_step_of_it() -> None:
    request = sent("veepee", replace(PINK_ORDER, id="a/../b?c=1"), "accept")
    assert request.url.raw_path == b"/v4/orders/a%2F..%2Fb%3Fc%3D1/accept"


def test_a_carrier_off_the_list_is_sent_as_it_was_given_where_the_channel_takes_names() -> None:
    request = sent("cdiscount/soap", SOAP_ORDER, "ship", PARCEL | {"carrier": "Mule d'Or"})
    assert b"CarrierName>Mule d'Or<" in request.content


def test_a_carrier_that_is_no_number_is_told_where_the_channel_takes_numbers() -> None:
    with pytest.raises(ChannelError, match=r"`carrier\.code` is no whole number") as refused:
        sent("veepee", PINK_ORDER, "ship", {"carrier": "Mule d'Or"})
    assert (refused.value.kind, refused.value.doubtful) == ("validation", False)


@pytest.mark.parametrize(
    ("channel", "reason"),
    [("manomano", "half a sign \ud800"), ("cdiscount/soap", "half a sign \ud800"), ("cdiscount/soap", "a zero \x00")],
)
def test_text_that_no_request_can_carry_is_told_and_nothing_is_sent(channel: str, reason: str) -> None:
    report = REST_ORDER if channel == "manomano" else SOAP_ORDER
    fields = {"refund_reason": reason, "refund_mode": "Claim", "refund_shipping_fees": True}
    with pytest.raises(ChannelError, match="cannot be built") as refused:
        sent(channel, report, "refund", fields)
    assert (refused.value.kind, refused.value.doubtful) == ("validation", False)
