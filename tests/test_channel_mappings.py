"""What a slip in a bundled binding would cost a buyer or a seller: written by hand."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from functools import cache
from typing import Any

import pytest

from stallkeeper.bindings.error_table import classify
from stallkeeper.bindings.record_maker import RecordMaker
from stallkeeper.machine.compile import compile_machine
from stallkeeper.machine.observe import observe
from stallkeeper.orders import OrderReport
from stallkeeper.spec.load import load_channel
from stallkeeper.spec.loaded import LoadedChannel
from tests.channel_folders import folder_of

CHANNELS = ("cdiscount/soap", "manomano", "veepee")


@cache
def loaded(channel: str) -> LoadedChannel:
    found = load_channel(folder_of(channel), with_scenarios=False)
    assert found.spec is not None and found.binding is not None, found.problems
    return found


def report(channel: str, native: dict[str, Any]) -> OrderReport:
    binding = loaded(channel).binding
    assert binding is not None
    return RecordMaker(binding).report(native)


PERSON = {
    "cdiscount/soap": lambda who: {"FirstName": who, "Street": f"{who} street", "ZipCode": f"{who} zip", "City": who},
    "manomano": lambda who: {"firstname": who, "address_line1": f"{who} street", "zipcode": f"{who} zip", "city": who},
    "veepee": lambda who: {"name": who, "address": f"{who} street", "zipCode": f"{who} zip", "city": who},
}
BOTH = {
    "cdiscount/soap": lambda one, other: {"OrderNumber": "A", "BillingAddress": one, "ShippingAddress": other},
    "manomano": lambda one, other: {"order_reference": "A", "addresses": {"billing": one, "shipping": other}},
    "veepee": lambda one, other: {"orderId": 1, "billingInformation": one, "shippingInformation": other},
}


@pytest.mark.parametrize("channel", CHANNELS)
def test_a_parcel_goes_to_the_address_of_delivery_and_a_bill_to_that_of_billing(channel: str) -> None:
    person = PERSON[channel]
    found = report(channel, BOTH[channel](person("payer"), person("receiver")))
    assert found.billing is not None and found.delivery is not None
    for address, who in ((found.billing, "payer"), (found.delivery, "receiver")):
        name = address.full_name or address.first_name
        assert (name, address.street, address.zip_code, address.city) == (who, f"{who} street", f"{who} zip", who)


@pytest.mark.parametrize(
    ("channel", "native"),
    [
        ("cdiscount/soap", {"CreationDate": "2025-03-09T09:00:00", "LastUpdatedDate": "2025-03-10T09:00:00"}),
        ("manomano", {"created_at": "2025-03-09T08:00:00Z", "status_updated_at": "2025-03-10T08:00:00Z"}),
        ("veepee", {"createOrderDate": "2025-03-09T08:00:00Z", "updateOrderDate": "2025-03-10T08:00:00Z"}),
    ],
)
def test_what_was_ordered_one_day_and_changed_the_next_is_told_apart(channel: str, native: dict[str, Any]) -> None:
    found = report(channel, native)
    assert found.ordered_at == datetime(2025, 3, 9, 8, tzinfo=UTC)
    assert found.modified_at == datetime(2025, 3, 10, 8, tzinfo=UTC)


def test_the_tax_rate_of_a_line_is_read() -> None:
    native = {"order_reference": "A", "products": [{"seller_sku": "S", "quantity": 1, "vat_rate": Decimal("5.5")}]}
    assert report("manomano", native).lines[0].tax_rate == Decimal("5.5")


def test_a_line_that_the_buyer_canceled_after_paying_is_canceled() -> None:
    spec = loaded("cdiscount/soap").spec
    assert spec is not None
    line = {"SellerProductId": "S", "RowId": 1, "AcceptationState": "CancelledAfterPaymentByCustomer"}
    native = {
        "OrderNumber": "A",
        "OrderState": "WaitingForShipmentAcceptation",
        "Corporation": {"CorporationCode": "CDSB2C"},
        "OrderLineList": {"OrderLine": line},
    }
    observation = observe(compile_machine(spec), None, report("cdiscount/soap", native))
    assert (observation.line_statuses, observation.unknown_line_natives) == (("canceled",), ())


@pytest.mark.parametrize(
    ("message", "kind"),
    [
        ("Opération impossible à ce stade de la commande", "state_conflict"),
        ("Invalid Token.", "auth"),
        ("The token has expired", "auth"),
        # Words of a server that broke, perhaps after the work was done: no reason to do it again at once.
        ("There was an error: unexpected token 'EndElement'", "transient"),
        ("A task was canceled (CancellationToken)", "transient"),
    ],
)
def test_a_fault_of_the_soap_service_is_what_its_words_say(message: str, kind: str) -> None:
    binding = loaded("cdiscount/soap").binding
    assert binding is not None
    assert classify(binding.errors, 500, (), (message,)) == kind


def test_a_refund_that_shows_only_the_next_night_is_never_repeated_by_itself() -> None:
    binding = loaded("veepee").binding
    assert binding is not None
    refund = binding.actions["refund"]
    assert refund.doubt.then == "ask"
    assert refund.confirm_within is not None and refund.confirm_within > timedelta(days=1)


@pytest.mark.parametrize("channel", CHANNELS)
def test_an_effect_has_time_to_show_before_it_is_looked_for_and_longer_before_it_is_missed(channel: str) -> None:
    binding = loaded(channel).binding
    assert binding is not None
    for action in binding.actions.values():
        assert action.doubt.read_back_after >= timedelta(seconds=30), action
        assert action.confirm_within is None or action.confirm_within >= timedelta(hours=1), action


@pytest.mark.parametrize(("channel", "least"), [("cdiscount/soap", 90), ("manomano", 5), ("veepee", 30)])
def test_a_sweep_reaches_back_as_far_as_the_marketplace_is_late_and_settles_for_minutes(
    channel: str, least: int
) -> None:
    binding = loaded(channel).binding
    assert binding is not None
    assert binding.retrieval.overlap >= timedelta(minutes=least)
    assert timedelta(minutes=1) <= binding.retrieval.settle <= timedelta(minutes=15)


def test_a_name_that_is_on_no_list_of_carriers_is_not_sent_where_the_list_is_closed() -> None:
    spec = loaded("manomano").spec
    assert spec is not None and spec.carriers is not None
    assert spec.carriers.closed


def test_a_partly_canceled_order_left_for_three_weeks_may_be_canceled_or_refunded() -> None:
    spec = loaded("veepee").spec
    assert spec is not None
    deadline = spec.statuses["waiting_shipment"].deadline
    assert deadline is not None
    assert set(deadline.outcomes) == {"canceled", "refunded"}


def test_who_keeps_the_stock_is_told_apart() -> None:
    spec = loaded("cdiscount/soap").spec
    assert spec is not None and spec.fulfilled_by_channel is not None
    assert dict(spec.fulfilled_by_channel.native) == {"MKPFBC": "internal", "EXTFBC": "external"}
