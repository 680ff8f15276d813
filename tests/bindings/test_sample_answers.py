"""The shapes of the three channels on payloads of our own, wherever the checkout lies."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import httpx
import pytest

from stallkeeper.bindings.client import ListQuery
from stallkeeper.bindings.native_record import NativeRecord
from stallkeeper.errors import ChannelError
from stallkeeper.orders import Address, OrderLine, OrderReport, Parcel
from tests.bindings.arranged import SINCE, UNTIL, action, bundled, client, listed, order_of, sample


def answering(channel: str, *names: str) -> Any:
    """Answers a token request, then one sample after the other, the last one for ever."""
    left = list(names)

    def handler(request: httpx.Request) -> httpx.Response:
        if request.url.host == "sts.cdiscount.com":
            return httpx.Response(200, content=sample("cdiscount/soap", "answer-token.xml"))
        name = left.pop(0) if len(left) > 1 else left[0]
        return httpx.Response(207 if "207" in name else 200, content=sample(channel, name))

    return client(bundled(channel), handler)


def reports(channel: str, *names: str) -> list[OrderReport]:
    return [record.report() for record in listed(answering(channel, *names))]


def test_soap_orders_keep_ids_lines_amounts_and_the_lines_own_states() -> None:
    tracked, _, _ = reports("cdiscount/soap", "answer-orders.xml")
    assert (tracked.id, tracked.native_status, tracked.total) == (
        "2503101015AAA01",
        "WaitingForShipmentAcceptation",
        Decimal("59.88"),
    )
    assert tracked.ordered_at == datetime(2025, 3, 10, 9, 15, 0, 250_000, tzinfo=UTC)  # winter time in Paris
    assert tracked.lines == (
        OrderLine(
            id="CHAISE-1/0",
            sku="CHAISE-1",
            title="Chaise pliante",
            quantity=2,
            total=Decimal("39.98"),
            shipping=Decimal("4.90"),
            native_status="AcceptedBySeller",
            product_id="AUC-CHAISE-1",
            ean="3761111111115",
            condition="New",
        ),
        OrderLine(
            id="LAMPE-9/1",
            sku="LAMPE-9",
            title="Lampe <LED>",
            quantity=1,
            total=Decimal("15.00"),
            shipping=Decimal("0"),
            native_status="CancellationRequestPending",
            product_id="AUC-LAMPE-9",
            condition="New",
        ),
    )
    assert tracked.delivery == Address(
        first_name="Ada",
        last_name="Modèle",
        street="12 rue du Gabarit",
        street_2="Apt 3",
        zip_code="59000",
        city="Lille",
        country="FR",
        phone="+33700000001",
        email="c.1001@example.invalid",
        instructions="Sonner deux fois",
    )
    assert (tracked.delivery_mode, tracked.fulfilment, tracked.fulfilled_by_channel) == ("suivi", "MKPCDS", False)
    assert (tracked.extras, tracked.drift) == ({"corporation": "CDSB2C"}, ())


def test_before_the_payment_is_validated_an_address_is_not_given_yet() -> None:
    _, paying, _ = reports("cdiscount/soap", "answer-orders.xml")
    assert (paying.native_status, paying.delivery, paying.billing) == ("PaymentInProgress", None, None)
    assert paying.delivery_mode == "recommandé"
    assert paying.drift == ()


def test_an_order_the_marketplace_ships_its_claim_and_its_vouchers_are_seen() -> None:
    _, _, shipped = reports("cdiscount/soap", "answer-orders.xml")
    assert (shipped.fulfilled_by_channel, shipped.fulfilment, shipped.has_claim) == (True, "MKPFBC", True)
    assert shipped.refunded == Decimal("50.55")
    assert shipped.delivery_mode == "standard"
    assert [line.id for line in shipped.lines] == ["COUETTE-2/0", "COUETTE-2/1"]
    assert shipped.delivery is not None and shipped.delivery.company == "Essais & Fils"


def test_a_soap_parcel_keeps_carrier_name_and_tracking_address_and_guesses_no_number() -> None:
    waiting, paying, shipped = reports("cdiscount/soap", "answer-orders.xml")
    assert shipped.parcels == (
        Parcel(carrier="13", carrier_name="Chronopost", tracking_url="https://track.example/colis?n=7001&l=fr"),
    )
    assert (waiting.parcels, paying.parcels, shipped.drift) == ((), (), ())


def test_a_list_of_no_orders_is_no_error() -> None:
    assert reports("cdiscount/soap", "answer-orders-none.xml") == []


def test_rest_orders_are_read_page_after_page_by_a_relative_link() -> None:
    shop = answering("manomano", "answer-orders-page-1.json", "answer-orders-page-2.json")
    pages = list(shop.pages(ListQuery("latest", SINCE, UNTIL)))
    assert [page.number for page in pages] == [1, 2]
    assert pages[0].resume is not None and pages[1].resume is None
    assert {page.total for page in pages} == {4}
    assert [record.id for page in pages for record in page.records] == [
        "M250310AAA01",
        "M250310BBB02",
        "M250310CCC03",
        "M250310DDD04",
    ]


def test_rest_orders_keep_amounts_exact_whether_number_or_text() -> None:
    first, second = reports("manomano", "answer-orders-page-1.json", "answer-orders-page-2.json")[0:3:2]
    assert (first.total, first.shipping, first.currency) == (Decimal("107.29"), Decimal("5.0"), "EUR")
    assert [(line.id, line.quantity, line.unit_price, line.total) for line in first.lines] == [
        ("VIS-40", 3, Decimal("4.1"), Decimal("12.3")),
        ("SCIE-1", 1, Decimal("89.99"), Decimal("89.99")),
    ]
    assert (second.total, second.lines[0].unit_price, second.fulfilled_by_channel) == (
        Decimal("120.00"),
        Decimal("10.00"),
        True,
    )
    assert first.drift == second.drift == ()


def test_a_relay_and_a_missing_address_are_told_apart() -> None:
    found = reports("manomano", "answer-orders-page-1.json", "answer-orders-page-2.json")
    by_relay, unpaid = found[1], found[3]
    assert by_relay.delivery is not None and by_relay.delivery.relay == "R-77"
    assert (unpaid.delivery, unpaid.billing, unpaid.drift) == (None, None, ())


def test_a_bare_array_gives_orders_with_count_maps_parcels_and_refunds() -> None:
    open_order, shipped, refunded = reports("veepee", "answer-orders.json")
    assert (open_order.id, open_order.site, open_order.partially_canceled) == ("51207", "privalia-es", True)
    assert [(line.id, line.unit_price, line.quantity) for line in open_order.lines] == [
        ("88410", Decimal("25.0"), 2),
        ("88411", Decimal("0.1"), 1),
    ]
    assert open_order.delivery is not None and open_order.delivery.full_name == "Leo Muster"
    assert shipped.parcels == (
        Parcel("5", None, "TN-5", "https://track.example/TN-5", datetime(2025, 3, 11, 9, tzinfo=UTC)),
    )
    assert shipped.partially_canceled is False
    assert (refunded.native_status, refunded.refunded) == ("PARTIAL_REFUNDED", Decimal("30.25"))


def test_a_window_of_some_native_statuses_is_picked_here_where_the_marketplace_cannot_be_asked() -> None:
    query = ListQuery("refunds", SINCE, UNTIL, ("REFUNDED", "PARTIAL_REFUNDED"))
    assert [record.id for record in listed(answering("veepee", "answer-orders.json"), query)] == ["34937"]


@pytest.mark.parametrize(
    ("channel", "name", "order_id"),
    [
        ("cdiscount/soap", "answer-orders.xml", "2503090900CCC03"),
        ("manomano", "answer-order.json", "M250310BBB02"),
        ("veepee", "answer-order.json", "51207"),
    ],
)
def test_one_order_is_read_again_by_its_id(channel: str, name: str, order_id: str) -> None:
    record = answering(channel, name).fetch(order_id)
    assert isinstance(record, NativeRecord)
    assert (record.id, record.problem, record.report().id) == (order_id, None, order_id)


def test_an_order_that_the_answer_does_not_hold_is_not_found() -> None:
    assert answering("cdiscount/soap", "answer-orders-none.xml").fetch("2503090900CCC03") is None


def test_a_record_has_the_same_digest_until_its_payload_changes() -> None:
    first, again = (listed(answering("cdiscount/soap", "answer-orders.xml")) for _ in range(2))
    assert [record.digest for record in first] == [record.digest for record in again]
    assert len({record.digest for record in first}) == 3
    assert {len(record.digest) for record in first} == {16}


@pytest.mark.parametrize(
    ("channel", "pages", "one", "order_id"),
    [
        ("manomano", ("answer-orders-page-1.json", "answer-orders-page-2.json"), "answer-order.json", "M250310BBB02"),
        ("veepee", ("answer-orders.json",), "answer-order.json", "51207"),
    ],
)
def test_an_order_read_alone_has_the_digest_it_has_in_a_list(
    channel: str, pages: tuple[str, ...], one: str, order_id: str
) -> None:
    in_list = {record.id: record for record in listed(answering(channel, *pages))}[order_id]
    alone = answering(channel, one).fetch(order_id)
    assert (alone.raw, alone.digest) == (in_list.raw, in_list.digest)


def test_a_record_and_a_client_print_no_payload() -> None:
    shop = answering("cdiscount/soap", "answer-orders.xml")
    shown = repr([shop, *listed(shop)])
    assert "Modèle" not in shown and "p4ss" not in shown and "2503101015AAA01" in shown


# Answers to actions


def test_a_validated_order_gives_a_receipt() -> None:
    shop = answering("cdiscount/soap", "answer-validated.xml")
    order = order_of(reports("cdiscount/soap", "answer-orders.xml")[0], "cdiscount")
    assert shop.send(action(order, "accept")).already_done is False


def test_an_order_that_was_not_validated_is_refused_and_the_buyer_stays_out_of_the_message() -> None:
    shop = answering("cdiscount/soap", "answer-not-validated.xml")
    order = order_of(reports("cdiscount/soap", "answer-orders.xml")[0], "cdiscount")
    with pytest.raises(ChannelError) as refused:
        shop.send(action(order, "cancel"))
    assert (refused.value.kind, refused.value.code, refused.value.doubtful) == (
        "state_conflict",
        "OrderStateIncoherent",
        False,
    )
    assert "Modèle" not in str(refused.value) and "rue du Gabarit" not in str(refused.value)
    assert "2503101015AAA01" in str(refused.value)


def test_a_result_per_order_decides_an_answer_of_207() -> None:
    order = order_of(reports("manomano", "answer-orders-page-1.json", "answer-orders-page-2.json")[1], "manomano")
    fields = {"carrier": "Colissimo"}
    assert answering("manomano", "answer-207-done.json").send(action(order, "ship", fields)).already_done is False
    assert answering("manomano", "answer-207-already-shipped.json").send(action(order, "ship", fields)).already_done
    with pytest.raises(ChannelError) as refused:
        answering("manomano", "answer-207-refused.json").send(action(order, "ship", fields))
    assert (refused.value.kind, refused.value.code, refused.value.doubtful) == ("validation", "INVALID_CARRIER", False)
    assert "@" not in str(refused.value)


def test_a_207_without_a_result_for_the_order_is_doubtful() -> None:
    order = order_of(reports("manomano", "answer-orders-page-1.json", "answer-orders-page-2.json")[0], "manomano")
    with pytest.raises(ChannelError, match="without a result for this order") as lost:
        answering("manomano", "answer-207-done.json").send(action(order, "accept"))
    assert lost.value.doubtful


def test_carriers_come_from_the_channel_where_it_has_a_list_and_from_the_file_where_not() -> None:
    listed_by_channel = answering("cdiscount/soap", "answer-carriers.xml").carriers()
    assert [(each.code, each.name, each.tracking_url) for each in listed_by_channel] == [
        ("8", "GLS", "https://gls.example/suivi"),
        ("30", "Asendia HK", None),
    ]
    from_the_file = answering("manomano", "answer-order.json").carriers()
    assert "Colissimo" in {each.name for each in from_the_file}


def test_a_document_is_fetched_where_the_channel_makes_it() -> None:
    def handler(request: httpx.Request) -> httpx.Response:
        found = request.url.path == "/v4/orders/51207/delivery-note"
        return httpx.Response(200 if found else 404, content=b"%PDF-1.4 note" if found else b"")

    shop = client(bundled("veepee"), handler)
    (note,) = shop.documents("51207", "delivery_note")
    assert (note.media_type, note.content) == ("application/pdf", b"%PDF-1.4 note")
    assert shop.documents("1", "delivery_note") == ()
    assert shop.documents("51207", "invoice") == ()
