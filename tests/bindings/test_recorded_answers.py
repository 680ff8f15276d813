"""Real traffic: every recorded answer to GetOrderList becomes the orders that stand in it, and our requests look alike.

The expectations below were read off the payloads by hand. Paris was at UTC+2 on all of these days.
"""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from xml.etree.ElementTree import Element

import httpx
import pytest

from stallkeeper.bindings.client import ListQuery
from stallkeeper.errors import ChannelError
from stallkeeper.orders import Address, OrderLine, OrderReport
from stallkeeper.text import xml_codec
from tests.bindings.arranged import SINCE, UNTIL, action, bundled, client, listed, order_of
from tests.shared_material import shared

CHIPS = {"title": "Copeaux de chêne 20g - Heavy Toasted | L'ajout de ", "product_id": "AUC2009863600561", "ean": None}
STRAWS = {
    "title": "Lot de 30 pailles flexibles BBQ Party 24 cm",
    "product_id": "AUC0013051733322",
    "ean": "0013051733322",
}


def line(sku: str, state: str, quantity: int, about: dict[str, str | None]) -> OrderLine:
    return OrderLine(
        id=f"{sku}/0",
        sku=sku,
        quantity=quantity,
        total=Decimal("1"),
        shipping=Decimal("0"),
        native_status=state,
        condition="AverageState",
        **about,  # type: ignore[arg-type]
    )


def at(day: int, hour: int, minute: int, second: int, thousandths: int) -> datetime:
    return datetime(2019, 4, day, hour, minute, second, thousandths * 1000, tzinfo=UTC)


ADDRESS = Address(
    first_name="FIRSTNAME",
    last_name="LASTNAME",
    street="STREET",
    street_2="BUILDING",
    zip_code="ZIPCODE",
    city="CITY",
    country="COUNTRY",
    phone="MOBILEPHONE",
    email="c.0000@example.invalid",
)


def order(
    number: str,
    state: str,
    made: datetime,
    changed: datetime,
    ship_by: datetime,
    bought: OrderLine,
    where: Address | None,
) -> OrderReport:
    return OrderReport(
        id=number,
        native_status=state,
        ordered_at=made,
        modified_at=changed,
        currency="EUR",
        total=Decimal("1"),
        shipping=Decimal("0"),
        commission=Decimal("0.18"),
        lines=(bought,),
        billing=where,
        delivery=where,
        delivery_mode="suivi",
        fulfilled_by_channel=False,
        fulfilment="MKPCDS",
        has_claim=False,
        ship_by=ship_by,
        extras={"corporation": "CDSB2C"},
    )


CANCELLED = order(
    "1904291413BT4WY",
    "CancelledByCustomer",
    at(29, 12, 13, 7, 120),
    at(29, 12, 49, 45, 713),
    datetime(2019, 5, 22, 12, 12, 59, 970_000, tzinfo=UTC),
    line("PRES2", "CancelledBeforePaymentByCustomer", 1, STRAWS),
    None,
)
REFUSED = order(
    "1904291407BT5ZB",
    "RefusedBySeller",
    at(29, 12, 7, 48, 53),
    at(29, 13, 18, 9, 907),
    datetime(2019, 5, 22, 12, 7, 38, 600_000, tzinfo=UTC),
    line("PRES1", "CancelledBeforePaymentByCustomer", 1, CHIPS),
    None,
)
SHIPPED = order(
    "1904241640CLE8Z",
    "Shipped",
    at(24, 14, 40, 6, 300),
    at(27, 2, 10, 48, 530),
    datetime(2019, 5, 15, 15, 38, 15, 560_000, tzinfo=UTC),
    line("PRES1", "None", 1, CHIPS),
    ADDRESS,
)
SHIPMENT_REFUSED = order(
    "1904240959CN8HI",
    "ShipmentRefusedBySeller",
    at(24, 7, 59, 5, 753),
    at(24, 11, 44, 13, 607),
    datetime(2019, 5, 15, 7, 58, 52, 197_000, tzinfo=UTC),
    line("PRES1", "RefundedAfterShipmentRefused", 0, CHIPS),
    ADDRESS,
)
ALL_FOUR = [CANCELLED, REFUSED, SHIPPED, SHIPMENT_REFUSED]

EXPECTED = {
    "test_get_order_list": ALL_FOUR,
    "test_get_order_list_with_corporation_code": ALL_FOUR,
    "test_get_order_list_with_order_type": ALL_FOUR,
    "test_get_order_list_by_date": [SHIPMENT_REFUSED],
    "test_get_order_list_by_state_with_orders_waiting_to_be_accepted": [SHIPMENT_REFUSED],
    "test_get_order_list_with_order_numbers": [SHIPMENT_REFUSED],
    "test_get_order_list_by_date_with_no_order_at_date": [],
    "test_get_order_list_with_creation_date_only": [],
    "test_get_order_list_with_modification_date_only": [],
}


def recorded(name: str, side: str = "response") -> bytes:
    return shared("reference", "samples", "cdiscount", "soap-samples", f"{name}.{side}.xml").read_bytes()


class Recording:
    """Answers the token request and then, always, one recorded answer; keeps what it was asked."""

    def __init__(self, answer: bytes) -> None:
        self.answer = answer
        self.asked: list[bytes] = []

    def __call__(self, request: httpx.Request) -> httpx.Response:
        if request.url.host == "sts.cdiscount.com":
            return httpx.Response(200, text='<string xmlns="urn:s">TOKEN-1</string>')
        self.asked.append(request.content)
        return httpx.Response(200, content=self.answer)


def test_every_recorded_list_of_orders_has_an_expectation() -> None:
    folder = Path(shared("reference", "samples", "cdiscount", "soap-samples"))
    names = {file.name.removesuffix(".response.xml") for file in folder.glob("test_get_order_list*.response.xml")}
    assert names == set(EXPECTED)


@pytest.mark.parametrize("name", EXPECTED)
def test_a_recorded_list_becomes_the_orders_that_stand_in_it(name: str) -> None:
    shop = client(bundled("cdiscount/soap"), Recording(recorded(name)))
    assert [record.report() for record in listed(shop)] == EXPECTED[name]


def test_the_recorded_refusal_is_a_state_conflict_with_the_marketplaces_own_code() -> None:
    answer = recorded("test_validate_order_list_with_new_action_not_allowed")
    shop = client(bundled("cdiscount/soap"), Recording(answer))
    with pytest.raises(ChannelError) as refused:
        shop.send(action(order_of(SHIPMENT_REFUSED, "cdiscount"), "cancel"))
    assert (refused.value.kind, refused.value.code, refused.value.doubtful) == (
        "state_conflict",
        "OrderStateIncoherent",
        False,
    )
    assert "est impossible à ce stade" in str(refused.value)


def test_the_recorded_refusal_of_a_refund_is_a_clear_no() -> None:
    answer = recorded("test_create_refund_voucher_with_invalid_data")
    shop = client(bundled("cdiscount/soap"), Recording(answer))
    fields = {"refund_reason": "ClientClaim", "refund_mode": "Claim", "refund_shipping_fees": False}
    with pytest.raises(ChannelError, match="Demande de remboursement invalide") as refused:
        shop.send(action(order_of(SHIPPED, "cdiscount"), "refund", fields))
    assert (refused.value.kind, refused.value.doubtful) == ("validation", False)


def test_the_recorded_carriers_are_read() -> None:
    shop = client(bundled("cdiscount/soap"), Recording(recorded("test_get_global_configuration")))
    carriers = shop.carriers()
    assert len(carriers) == 29
    assert (carriers[0].code, carriers[0].name) == ("1", "Relais Colis")
    assert [each.tracking_url for each in carriers if each.name == "DB Schenker"] == [
        "https://www.aftership.com/couriers/dbschenker-se"
    ]


# Requests


def shape(element: Element, *, without: tuple[str, ...] = ()) -> object:
    """Names with namespaces, nil, order and text, without what differs from call to call."""
    name = element.tag
    nil = element.get("{http://www.w3.org/2001/XMLSchema-instance}nil") == "true"
    changing = name.rpartition("}")[2] in ("MessageID", "TokenId", *without)
    text = "…" if changing else (element.text or "").strip()
    return (name, nil, text, [shape(child, without=without) for child in element])


def asked(shop_answer: bytes, send: object) -> Element:
    recording = Recording(shop_answer)
    send(client(bundled("cdiscount/soap"), recording))  # type: ignore[operator]
    return xml_codec.parse(recording.asked[0])


NOTHING = "test_get_order_list_by_date_with_no_order_at_date"


def _take_out(ours: Element, *names: str) -> None:
    """Take out of our filter what the contract names and no recording asks for; each has to be there, in its place."""
    orders = next(each for each in ours.iter() if each.tag.endswith("}orderFilter"))
    elements = {each.tag.rpartition("}")[2]: each for each in orders}
    assert list(elements) == sorted(elements), "the contract's order is the alphabet's"
    for name in names:
        orders.remove(elements[name])


def test_reading_one_order_asks_element_for_element_as_the_recording_does() -> None:
    ours = asked(recorded(NOTHING), lambda shop: shop.fetch("1904240959CN8HI"))
    theirs = xml_codec.parse(recorded("test_get_order_list_with_order_numbers", "request"))
    numbers = next(each for each in theirs.iter() if each.tag.endswith("}OrderReferenceList"))
    for extra in [each for each in numbers if each.text != "1904240959CN8HI"]:
        numbers.remove(extra)
    _take_out(ours, "FetchParcels")
    assert shape(ours) == shape(theirs)


def test_listing_asks_as_the_recording_does_with_the_ends_of_the_interval_beside() -> None:
    query = ListQuery("latest", SINCE, UNTIL, ("ShipmentRefusedBySeller",))
    ours = asked(recorded(NOTHING), lambda shop: list(shop.pages(query)))
    theirs = xml_codec.parse(recorded("test_get_order_list_with_creation_date_only", "request"))
    for localization in [each for each in theirs.iter() if each.tag.endswith("}Localization")]:
        localization.remove(localization[1])  # the currency is optional, and other recordings leave it out
    _take_out(ours, "EndCreationDate", "EndModificationDate", "FetchParcels")
    dates = ("BeginCreationDate", "BeginModificationDate")
    assert shape(ours, without=dates) == shape(theirs, without=dates)


def test_canceling_asks_element_for_element_as_the_recording_does() -> None:
    name = "test_validate_order_list_with_new_action_not_allowed"

    def send(shop: object) -> None:
        with pytest.raises(ChannelError):
            shop.send(action(order_of(SHIPMENT_REFUSED, "cdiscount"), "cancel"))  # type: ignore[attr-defined]

    assert shape(asked(recorded(name), send)) == shape(xml_codec.parse(recorded(name, "request")))


def test_the_carriers_are_asked_for_as_the_recording_does() -> None:
    name = "test_get_global_configuration"
    ours = asked(recorded(name), lambda shop: shop.carriers())
    assert shape(ours) == shape(xml_codec.parse(recorded(name, "request")))


CONSTRUCTED = {
    "ValidateOrderList.accept": ("accept", {}),
    "ValidateOrderList.refuse": ("refuse", {}),
    "ValidateOrderList.ship": (
        "ship",
        {
            "carrier": "14",
            "tracking_number": "6A00000000001",
            "tracking_url": "https://tracking.example/6A00000000001",
        },
    ),
    "CreateRefundVoucher.line-refund": (
        "refund",
        {"refund_reason": "VendorInitiatedRefund", "refund_mode": "Claim", "refund_shipping_fees": True},
    ),
}


@pytest.mark.parametrize("name", CONSTRUCTED)
def test_an_action_asks_as_the_contract_says(name: str) -> None:
    word, fields = CONSTRUCTED[name]
    bought = OrderLine(id="PRES1/0", sku="PRES1", condition="New", ean="3700000000017" if word == "refund" else None)
    bare = OrderReport(id="1904241640CLE8Z", native_status="WaitingForShipmentAcceptation", lines=(bought,))

    def send(shop: object) -> None:
        with pytest.raises(ChannelError):
            shop.send(action(order_of(bare, "cdiscount"), word, fields))  # type: ignore[attr-defined]

    ours = asked(recorded(NOTHING), send)
    theirs = xml_codec.parse(shared("reference", "samples", "cdiscount", "constructed", f"{name}.xml").read_bytes())
    operation = "validateOrderListMessage" if "Validate" in name else "request"
    assert shape(_inside(ours, operation)) == shape(_inside(theirs, operation))


def _inside(root: Element, name: str) -> Element:
    return next(each for each in root.iter() if each.tag.rpartition("}")[2] == name)
