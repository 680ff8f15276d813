"""The played Cdiscount, spoken to in raw SOAP: what it gives, what it refuses, and what it counts."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from xml.etree import ElementTree

import pytest

from stallkeeper.clock import ManualClock
from stallkeeper.played.world import World
from tests.played.speaking import (
    ACTION,
    SERVICE,
    START,
    Heard,
    Speaker,
    basic,
    envelope,
    raw_soap,
    soap,
    speaking,
    spec_of,
    token,
    token_for,
)
from tests.shared_material import shared


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock(START)


@pytest.fixture
def speaker(clock: ManualClock) -> Iterator[Speaker]:
    with speaking("cdiscount/soap", World(spec_of("cdiscount/soap"), 1, clock)) as made:
        yield made


def listed(speaker: Speaker, inner: str = "", lines: str = "") -> Heard:
    """`inner` stands before FetchOrderLines, `lines` after it: the elements have an order of their own."""
    body = f"<c:orderFilter>{inner}<c:FetchOrderLines>true</c:FetchOrderLines>{lines}</c:orderFilter>"
    return soap(speaker, "GetOrderList", body)


def states(*names: str) -> str:
    return f"<c:States>{''.join(f'<c:OrderStateEnum>{name}</c:OrderStateEnum>' for name in names)}</c:States>"


def skus(speaker: Speaker, order_id: str) -> list[str]:
    order = speaker.world.order(order_id)
    assert order is not None
    return [line["SellerProductId"] for line in order.tree["OrderLineList"]["OrderLine"]]


def validation(
    speaker: Speaker, order_id: str, state: str, line_state: str = "", carrier: str = "", tracking: str = ""
) -> str:
    line_state = line_state or {"Shipped": "ShippedBySeller"}.get(state, state)
    lines = "".join(
        f"<c:ValidateOrderLine><c:AcceptationState>{line_state}</c:AcceptationState><c:ProductCondition>New"
        f"</c:ProductCondition><c:SellerProductId>{sku}</c:SellerProductId></c:ValidateOrderLine>"
        for sku in skus(speaker, order_id)
    )
    return (
        "<c:validateOrderListMessage><c:OrderList><c:ValidateOrder>"
        + (f"<c:CarrierName>{carrier}</c:CarrierName>" if carrier else "")
        + f"<c:OrderLineList>{lines}</c:OrderLineList><c:OrderNumber>{order_id}</c:OrderNumber>"
        + f"<c:OrderState>{state}</c:OrderState>"
        + (f"<c:TrackingNumber>{tracking}</c:TrackingNumber>" if tracking else "")
        + "</c:ValidateOrder></c:OrderList></c:validateOrderListMessage>"
    )


def validate(speaker: Speaker, order_id: str, state: str, **more: str) -> Heard:
    return soap(speaker, "ValidateOrderList", validation(speaker, order_id, state, **more))


def test_a_token_is_given_for_the_right_login_and_password_only(speaker: Speaker) -> None:
    given = token_for(speaker)
    assert given.status == 200 and given.text("string") != token(speaker)
    assert token_for(speaker, password="wrong").status == 401
    assert (
        speaker.ask(
            "GET", "/users/httpIssue.svc/?realm=elsewhere", headers=basic("played-login", "played-password")
        ).status
        == 400
    )
    heard = speaker.ask("GET", "/users/httpIssue.svc/", headers={"Authorization": "Basic !!!"})
    assert heard.status == 401


def test_a_token_that_was_never_given_or_has_expired_is_a_fault(speaker: Speaker) -> None:
    old = token(speaker)
    inner = "<c:orderFilter/>"
    assert soap(speaker, "GetOrderList", inner, old).status == 200
    assert soap(speaker, "GetOrderList", inner, "made-up").status == 500
    speaker.desk("faults", {"expire_tokens": {}})
    heard = soap(speaker, "GetOrderList", inner, old)
    assert (heard.status, heard.text("faultcode")) == (500, "s:FailedAuthentication")
    assert soap(speaker, "GetOrderList", inner).status == 200


def test_all_orders_come_at_once_in_one_answer(speaker: Speaker) -> None:
    ids = speaker.world.create(120, "Shipped")
    heard = listed(speaker)
    assert heard.headers["Content-Type"] == "text/xml; charset=utf-8"
    assert tuple(heard.texts("OrderNumber")) == ids
    assert heard.text("OperationSuccess") == "true"


def test_lines_come_only_when_they_are_asked_for(speaker: Speaker) -> None:
    speaker.world.create(2, "Shipped")
    without = soap(speaker, "GetOrderList", "<c:orderFilter/>")
    assert without.texts("SellerProductId") == [] and len(without.texts("OrderNumber")) == 2
    assert listed(speaker).texts("SellerProductId")


def test_states_and_dates_narrow_the_list_and_dates_only_beside_states(speaker: Speaker, clock: ManualClock) -> None:
    speaker.world.create(1, "Shipped")
    clock.advance(timedelta(hours=1))
    (new,) = speaker.world.create(1, "Shipped")
    (waiting,) = speaker.world.create(1, "WaitingForShipmentAcceptation")
    since = "<c:BeginModificationDate>2026-11-22T11:30:00</c:BeginModificationDate>"  # Paris: 10:30 in UTC
    assert listed(speaker, "", states("WaitingForShipmentAcceptation")).texts("OrderNumber") == [waiting]
    assert listed(speaker, since, states("Shipped", "PickedUp")).texts("OrderNumber") == [new]
    assert len(listed(speaker, since).texts("OrderNumber")) == 3


def test_named_orders_are_given_whatever_the_other_filters_say(speaker: Speaker) -> None:
    first, _, third = speaker.world.create(3, "Shipped")
    names = "".join(f"<a:string>{name}</a:string>" for name in (third, first, "nobody"))
    heard = listed(speaker, "", f"<c:OrderReferenceList>{names}</c:OrderReferenceList>{states('PickedUp')}")
    assert heard.texts("OrderNumber") == [first, third]


def test_other_partners_and_fulfilment_can_be_told_apart(speaker: Speaker) -> None:
    (other,) = speaker.world.create(1, variant="other_partner")
    (stored,) = speaker.world.create(1, variant="fulfilled")
    (own,) = speaker.world.create(1, "Shipped")
    code = "<c:CorporationCode>CDSB2C</c:CorporationCode>"
    assert listed(speaker, code).texts("OrderNumber") == [stored, own]
    assert listed(speaker, "", "<c:OrderType>IsFulfillment</c:OrderType>").texts("OrderNumber") == [stored]
    assert listed(speaker, "", "<c:OrderType>EXTFBC</c:OrderType>").texts("OrderNumber") == []
    assert len(listed(speaker, "", "<c:OrderType>None</c:OrderType>").texts("OrderNumber")) == 3
    desk = speaker.desk("orders")
    assert [desk[order_id]["foreign"] for order_id in (other, stored, own)] == [True, False, False]
    assert [desk[order_id]["fulfilled_by_marketplace"] for order_id in (other, stored, own)] == [False, True, False]


def test_dates_have_no_zone_and_are_those_of_paris(speaker: Speaker) -> None:
    speaker.world.create(1, "Shipped")
    assert listed(speaker).text("CreationDate") == "2026-11-22T11:00:00.000"


def test_the_buyer_is_nil_while_the_payment_is_in_progress(speaker: Speaker) -> None:
    speaker.world.create(1, "PaymentInProgress")
    root = ElementTree.fromstring(listed(speaker).body)
    address = next(element for element in root.iter() if element.tag.endswith("}ShippingAddress"))
    assert address.get("{http://www.w3.org/2001/XMLSchema-instance}nil") == "true" and not len(address)


@pytest.mark.parametrize(
    ("start", "state", "end"),
    [
        ("WaitingForSellerAcceptation", "AcceptedBySeller", "AcceptedBySeller"),
        ("WaitingForSellerAcceptation", "RefusedBySeller", "RefusedBySeller"),
        ("WaitingForShipmentAcceptation", "ShipmentRefusedBySeller", "ShipmentRefusedBySeller"),
    ],
)
def test_a_decision_is_validated_and_counts_once(speaker: Speaker, start: str, state: str, end: str) -> None:
    (order_id,) = speaker.world.create(1, start)
    heard = validate(speaker, order_id, state)
    assert (heard.status, heard.text("Validated"), heard.text("OrderNumber")) == (200, "true", order_id)
    assert speaker.world.orders()[order_id] == end and len(speaker.world.effects(order_id)) == 1
    assert set(listed(speaker).texts("AcceptationState")) == {state}


def test_an_action_that_comes_too_late_succeeds_as_an_operation_and_is_not_validated(speaker: Speaker) -> None:
    (order_id,) = speaker.world.create(1, "ShipmentRefusedBySeller")
    heard = validate(speaker, order_id, "ShipmentRefusedBySeller")
    assert (heard.status, heard.text("OperationSuccess"), heard.text("Validated")) == (200, "true", "false")
    assert heard.text("ErrorType") == "OrderStateIncoherent"
    assert "impossible à ce stade" in str(heard.text("Message")) and order_id in str(heard.text("ErrorMessage"))
    assert speaker.world.effects() == ()


@pytest.mark.parametrize(
    ("variant", "carrier", "tracking", "refused"),
    [
        ("to_ship", "Colissimo", "6A1", None),
        ("to_ship", "Colissimo", "", "OrderTrackingInformationError"),
        ("to_ship", "", "6A1", "OrderTrackingInformationError"),
        ("registered", "", "", "OrderTrackingInformationError"),
        ("untracked", "", "", None),
        ("untracked", "Colis Fantôme", "", "UnauthorizedValueException"),
        ("to_ship", "14", "6A1", "UnauthorizedValueException"),
    ],
)
def test_a_tracked_delivery_needs_a_known_carrier_and_a_number(
    speaker: Speaker, variant: str, carrier: str, tracking: str, refused: str | None
) -> None:
    (order_id,) = speaker.world.create(1, variant=variant)
    heard = validate(speaker, order_id, "Shipped", carrier=carrier, tracking=tracking)
    assert heard.text("ErrorType") == refused
    assert len(speaker.world.effects(order_id)) == (0 if refused else 1)


def test_a_shipped_order_shows_its_parcel(speaker: Speaker) -> None:
    (order_id,) = speaker.world.create(1, "WaitingForShipmentAcceptation")
    validate(speaker, order_id, "Shipped", carrier="Colissimo", tracking="6A1")
    heard = listed(speaker, "", "<c:FetchParcels>true</c:FetchParcels>")
    assert (heard.text("OrderState"), heard.text("CustomerNum"), heard.text("Status")) == (
        "Shipped",
        "6A1",
        "Completed",
    )
    assert heard.text("ShippedTotalAmount") == heard.text("ValidatedTotalAmount") != "0"
    assert (heard.text("ExternalCarrierName"), heard.text("ParcelStatus")) == ("Colissimo", "Committed The Transporter")
    assert listed(speaker).texts("CustomerNum") == [], "parcels are shown to those who ask for them"


def test_a_part_of_the_lines_can_be_refused_and_need_not_be_shipped(speaker: Speaker) -> None:
    (order_id,) = speaker.world.create(1, "WaitingForSellerAcceptation", lines=2)
    first, _ = skus(speaker, order_id)

    def partly(data: bytes) -> bytes:
        return data.replace(b"<c:AcceptationState>AcceptedBySeller", b"<c:AcceptationState>RefusedBySeller", 1)

    inner = validation(speaker, order_id, "AcceptedBySeller")
    assert soap(speaker, "ValidateOrderList", inner, change=partly).text("Validated") == "true"
    assert listed(speaker).texts("AcceptationState") == ["RefusedBySeller", "AcceptedBySeller"]
    order = speaker.world.order(order_id)
    assert order is not None
    speaker.world.move(order, "WaitingForShipmentAcceptation", speaker.world.time.now(), START)
    whole = validation(speaker, order_id, "Shipped", carrier="UPS", tracking="1")
    cut = whole.replace(whole[whole.index("<c:ValidateOrderLine>") : whole.index("</c:ValidateOrderLine>") + 22], "", 1)
    assert first not in cut
    assert soap(speaker, "ValidateOrderList", cut).text("Validated") == "true"


def test_every_line_has_to_be_named_and_to_be_the_orders_own(speaker: Speaker) -> None:
    (order_id,) = speaker.world.create(1, "WaitingForSellerAcceptation", lines=2)
    inner = validation(speaker, order_id, "AcceptedBySeller")
    first, second = skus(speaker, order_id)
    strange = soap(speaker, "ValidateOrderList", inner.replace(first, "STRANGE"))
    twice = soap(speaker, "ValidateOrderList", inner.replace(second, first))
    assert {strange.text("ErrorType"), twice.text("ErrorType")} == {"OrderLineNotFound"}
    mixed = validate(speaker, order_id, "AcceptedBySeller", line_state="ShippedBySeller")
    assert mixed.text("ErrorType") == "OrderLineIncoherentState"
    assert speaker.world.effects() == ()


def voucher(order_id: str, sku: str) -> str:
    return (
        f"<c:request><c:CommercialGestureList/><c:OrderNumber>{order_id}</c:OrderNumber><c:SellerRefundList>"
        "<c:SellerRefundRequest><c:Mode>Claim</c:Mode><c:Motive>ClientClaim</c:Motive><c:RefundOrderLine>"
        f"<c:RefundShippingCharges>true</c:RefundShippingCharges><c:SellerProductId>{sku}</c:SellerProductId>"
        "</c:RefundOrderLine></c:SellerRefundRequest></c:SellerRefundList></c:request>"
    )


def test_a_line_is_refunded_once_and_the_order_stays_shipped(speaker: Speaker) -> None:
    (order_id,) = speaker.world.create(1, "Shipped", lines=2)
    first, _ = skus(speaker, order_id)
    heard = soap(speaker, "CreateRefundVoucher", voucher(order_id, first))
    assert (heard.text("OperationSuccess"), heard.text("Motive"), heard.text("SellerProductId")) == (
        "true",
        "ClientClaim",
        first,
    )
    assert listed(speaker).texts("AcceptationState") == ["RefundedAfterShipping", "ShippedBySeller"]
    assert speaker.world.orders()[order_id] == "Shipped"
    again = soap(speaker, "CreateRefundVoucher", voucher(order_id, first))
    assert again.text("OperationSuccess") == "false" and len(speaker.world.effects(order_id)) == 1


def test_a_refund_before_the_shipment_and_one_for_nothing_are_refused(speaker: Speaker) -> None:
    (order_id,) = speaker.world.create(1, "WaitingForShipmentAcceptation")
    early = soap(speaker, "CreateRefundVoucher", voucher(order_id, skus(speaker, order_id)[0]))
    empty = soap(speaker, "CreateRefundVoucher", f"<c:request><c:OrderNumber>{order_id}</c:OrderNumber></c:request>")
    assert [heard.text("OperationSuccess") for heard in (early, empty)] == ["false", "false"]
    assert empty.text("ErrorMessage") == "Demande de remboursement invalide"


def test_a_gesture_is_an_action_of_its_own(speaker: Speaker) -> None:
    (order_id,) = speaker.world.create(1, "Shipped")
    inner = (
        "<c:request><c:CommercialGestureList><c:RefundInformation><c:Amount>5</c:Amount><c:MotiveId>135</c:MotiveId>"
        f"</c:RefundInformation></c:CommercialGestureList><c:OrderNumber>{order_id}</c:OrderNumber></c:request>"
    )
    assert soap(speaker, "CreateRefundVoucher", inner).text("OperationSuccess") == "true"
    assert soap(speaker, "CreateRefundVoucher", inner.replace("135", "1")).status == 500
    assert [effect.action for effect in speaker.world.effects()] == ["gesture"]


def test_elements_out_of_order_or_unknown_are_a_fault(speaker: Speaker) -> None:
    turned = "<c:FetchOrderLines>true</c:FetchOrderLines><c:CorporationCode>CDSB2C</c:CorporationCode>"
    heard = soap(speaker, "GetOrderList", f"<c:orderFilter>{turned}</c:orderFilter>")
    assert (heard.status, heard.text("faultcode")) == (500, "s:Client") and "out of order" in str(
        heard.text("faultstring")
    )
    assert soap(speaker, "GetOrderList", "<c:orderFilter><c:PageSize>5</c:PageSize></c:orderFilter>").status == 500
    assert soap(speaker, "GetOrderList", f"<c:orderFilter>{states('Sent')}</c:orderFilter>").status == 500
    zoned = "<c:orderFilter><c:BeginCreationDate>2026-11-22T10:00:00Z</c:BeginCreationDate></c:orderFilter>"
    assert soap(speaker, "GetOrderList", zoned).status == 500


def test_another_namespace_envelope_or_operation_is_a_fault(speaker: Speaker) -> None:
    right = envelope("GetOrderList", "<c:orderFilter/>", token(speaker))
    assert raw_soap(speaker, "GetOrderList", right).status == 200
    for wrong in (
        envelope("GetOrderList", "<c:orderFilter/>", token(speaker), namespace="http://www.cdiscount.com/"),
        right.replace(b"http://schemas.xmlsoap.org/soap/envelope/", b"http://www.w3.org/2003/05/soap-envelope"),
        right.replace(b"Cdiscount.Framework.Core", b"Cdiscount.Framework"),
        right.replace(b"GetOrderList", b"GetOrders"),
    ):
        assert raw_soap(speaker, "GetOrderList", wrong).status == 500
    heard = raw_soap(speaker, "DropOrderList", right)
    assert (heard.status, heard.text("faultcode")) == (500, "s:ActionNotSupported")


def test_other_content_types_broken_xml_and_entities_are_refused(speaker: Speaker) -> None:
    right = envelope("GetOrderList", "<c:orderFilter/>", token(speaker))
    action = {"SOAPAction": f'"{ACTION}GetOrderList"'}
    assert speaker.ask("POST", SERVICE, right, {**action, "Content-Type": "application/json"}).status == 415
    assert raw_soap(speaker, "GetOrderList", right[:-20]).status == 400
    bomb = b'<!DOCTYPE b [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]><b>&b;</b>'
    assert raw_soap(speaker, "GetOrderList", bomb).status == 400
    assert speaker.ask("GET", SERVICE).status == 405


RECORDED = [
    ("test_get_order_list", "GetOrderList"),
    ("test_get_order_list_by_date", "GetOrderList"),
    ("test_get_order_list_with_order_numbers", "GetOrderList"),
    ("test_get_order_list_with_order_type", "GetOrderList"),
    ("test_get_order_list_with_corporation_code", "GetOrderList"),
    ("test_get_order_list_with_modification_date_only", "GetOrderList"),
    ("test_get_global_configuration", "GetGlobalConfiguration"),
    ("test_validate_order_list_with_new_action_not_allowed", "ValidateOrderList"),
    ("test_create_refund_voucher_with_invalid_data", "CreateRefundVoucher"),
]


def local_tree(element: ElementTree.Element) -> tuple[str, tuple[str, ...]]:
    return element.tag, tuple(sorted({child.tag for child in element}))


@pytest.mark.parametrize(("name", "operation"), RECORDED)
def test_a_recorded_request_is_taken_and_answered_in_the_recorded_form(
    speaker: Speaker, name: str, operation: str
) -> None:
    folder = shared("reference", "samples", "cdiscount", "soap-samples")
    speaker.world.create(3, "Shipped")
    request = (folder / f"{name}.request.xml").read_bytes().replace(b"REDACTED-TOKEN", token(speaker).encode())
    heard = raw_soap(speaker, operation, request)
    assert heard.status == 200
    recorded = ElementTree.fromstring((folder / f"{name}.response.xml").read_bytes())
    answered = ElementTree.fromstring(heard.body)
    result = f"{operation}Result"
    shapes = [
        local_tree(next(element for element in root.iter() if element.tag.endswith(f"}}{result}")))
        for root in (recorded, answered)
    ]
    assert shapes[0] == shapes[1]


def test_a_played_order_has_exactly_the_elements_of_a_recorded_one(speaker: Speaker) -> None:
    folder = shared("reference", "samples", "cdiscount", "soap-samples")
    speaker.world.create(1, "Shipped")
    recorded = ElementTree.fromstring((folder / "test_get_order_list.response.xml").read_bytes())
    answered = ElementTree.fromstring(listed(speaker, "", "<c:FetchParcels>true</c:FetchParcels>").body)
    for part in ("Order", "OrderLine", "Customer", "ShippingAddress", "Corporation"):
        elements = [
            next(element for element in root.iter() if element.tag == f"{{http://www.cdiscount.com}}{part}")
            for root in (recorded, answered)
        ]
        assert [child.tag for child in elements[0]] == [child.tag for child in elements[1]]


def test_the_recorded_refusal_of_an_invalid_refund_is_repeated(speaker: Speaker) -> None:
    folder = shared("reference", "samples", "cdiscount", "soap-samples")
    name = "test_create_refund_voucher_with_invalid_data"
    request = (folder / f"{name}.request.xml").read_bytes().replace(b"REDACTED-TOKEN", token(speaker).encode())
    heard = raw_soap(speaker, "CreateRefundVoucher", request)
    recorded = Heard(200, {}, (folder / f"{name}.response.xml").read_bytes())
    for element in ("ErrorMessage", "OperationSuccess", "OrderNumber"):
        assert heard.text(element) == recorded.text(element)
