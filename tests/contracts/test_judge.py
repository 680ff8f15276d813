"""The judge itself: what the vendors' own good and bad requests make it say."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from tests.contracts.description import description
from tests.contracts.judge import Sent, breaches

SHIP = Sent(
    "POST",
    "https://api.bol.com",
    "/retailer/shipments",
    headers={
        "Accept": "application/vnd.retailer.v10+json",
        "Content-Type": "application/vnd.retailer.v10+json",
        "Authorization": "Bearer x",
    },
    body={"orderItems": [{"orderItemId": "70001", "quantity": 1}], "transport": {"transporterCode": "TNT"}},
    has_body=True,
)


def test_a_good_request_breaks_nothing() -> None:
    assert breaches(description("bol/retailer.json"), SHIP) == ()


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ({"transport": {"transporterCode": "TNT"}}, "orderItems"),
        ({"orderItems": [{"orderItemId": 70001}], "transport": {"transporterCode": "TNT"}}, "orderItems/0/orderItemId"),
        ({"orderItems": [{"orderItemId": "7"}], "transport": {"transporterCode": 7}}, "transport/transporterCode"),
        (
            {"orderItems": [{"orderItemId": "7", "colour": "red"}], "transport": {"transporterCode": "TNT"}},
            "/orderItems/0/colour",
        ),
    ],
)
def test_a_bad_body_is_told_with_its_place(body: object, said: str) -> None:
    told = breaches(description("bol/retailer.json"), SHIP.with_body(body))
    assert any(said in each for each in told), told


def test_a_query_that_is_not_declared_is_told() -> None:
    assert "query colour: not declared" in breaches(description("bol/retailer.json"), SHIP.with_query("colour", "red"))


def test_a_path_that_is_not_described_is_told() -> None:
    told = breaches(description("bol/retailer.json"), replace(SHIP, path="/retailer/pigeons"))
    assert told == ("POST /retailer/pigeons: the description has no such operation",)


def pairs(status: int) -> list[Any]:
    """The confirmations of a shipment that a vendor says it answers with that status."""
    operation = description("amazon/ordersV0.json").at(
        "/paths/~1orders~1v0~1orders~1{orderId}~1shipmentConfirmation/post"
    )
    answers = operation["responses"][str(status)]["x-amzn-api-sandbox"]["static"]
    return [each["request"]["parameters"] for each in answers]


@pytest.mark.parametrize(("status", "taken"), [(204, True), (400, False)])
def test_the_vendors_own_good_requests_pass_and_its_bad_ones_do_not(status: int, taken: bool) -> None:
    for given in pairs(status):
        asked = Sent(
            "POST",
            "https://sellingpartnerapi-eu.amazon.com",
            f"/orders/v0/orders/{given['orderId']['value']}/shipmentConfirmation",
            headers={"Content-Type": "application/json"},
            body=given["body"]["value"],
            has_body=True,
        )
        told = breaches(description("amazon/ordersV0.json"), asked)
        assert (not told) is taken, (given, told)
