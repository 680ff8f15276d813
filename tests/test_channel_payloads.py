"""Native payloads of the three channels in, through their bindings and machines; what comes out is written by hand.

`samples/one-in-each-status.*` hold one native order for every word of the source pages. No marketplace is asked: the
payload is the answer to whatever request the binding makes.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from functools import cache
from pathlib import Path

import httpx
import pytest

from stallkeeper.accounts import Account, EnvironmentSecret
from stallkeeper.bindings.client import ListQuery
from stallkeeper.bindings.connect import connect
from stallkeeper.clock import ManualClock
from stallkeeper.machine.compile import compile_machine
from stallkeeper.machine.decide import offered
from stallkeeper.machine.decision import Observation
from stallkeeper.machine.observe import observe
from stallkeeper.orders import Order, OrderKey, OrderReport
from stallkeeper.spec.load import load_channel
from tests.channel_folders import folder_of

NOW = datetime(2025, 2, 8, 9, 0, tzinfo=UTC)
PARAMETERS = {"cdiscount/soap": {}, "manomano": {"seller_contract_id": 12345}, "veepee": {"shop_channel_id": 1}}
SECRETS = {"cdiscount/soap": ("login", "password"), "manomano": ("api_key",), "veepee": ("token",)}
TOKEN = b'<string xmlns="http://schemas.microsoft.com/2003/10/Serialization/">TOKEN</string>'

# Every order of a sample, in the file's order: the native word and the status that the source page gives it.
STATUSES = {
    "cdiscount/soap": [
        ("ValidatedFianet", "new"),
        ("WaitingForSellerAcceptation", "waiting_acceptance"),
        ("AcceptedBySeller", "accepted"),
        ("PaymentInProgress", "accepted"),
        ("WaitingForShipmentAcceptation", "waiting_shipment"),
        ("WaitingForShipmentAcceptation", "waiting_shipment"),  # with a line whose cancellation is asked for
        ("Shipped", "shipped"),
        ("PickedUp", "shipped"),
        ("PaymentRefused", "canceled"),
        ("AutomaticCancellation", "canceled"),
        ("ShipmentRefusedBySeller", "canceled"),
        ("CancelledByCustomer", "canceled"),
        ("CancelledByCustomer", "canceled"),
        ("RefusedNoShipment", "canceled"),
        ("NonPickedUpByCustomer", "canceled"),
        ("RefusedBySeller", "canceled"),
        ("Shipped", "shipped"),  # fulfilled inside
        ("Shipped", "shipped"),  # fulfilled outside
        ("Shipped", "shipped"),  # with an open claim
        ("Shipped", "partial_refunded"),  # one of two lines refunded
        ("Shipped", "refunded"),  # both lines refunded
        ("WaitingForShipmentAcceptation", "waiting_shipment"),  # registered
        ("WaitingForShipmentAcceptation", "waiting_shipment"),  # standard
        ("WaitingForSellerAcceptation", "waiting_acceptance"),  # of another partner: left out
    ],
    "manomano": [
        ("WAITING_PAYMENT", "accepted"),
        ("REMORSE_PERIOD", "accepted"),
        ("PENDING", "waiting_acceptance"),
        ("PREPARATION", "waiting_shipment"),
        ("SHIPPED", "shipped"),
        ("REFUSED", "refused"),
        ("REFUNDING", "refunding"),
        ("CANCELED", "canceled"),
        ("REFUNDED", "refunded"),
        ("SHIPPED", "shipped"),  # fulfilled by the marketplace
    ],
    "veepee": [
        ("WAITING_ACCEPTANCE", "waiting_acceptance"),
        ("WAITING_INFORMATION", "accepted"),
        ("PENDING", "waiting_shipment"),
        ("PROCESSING", "waiting_shipment"),
        ("SHIPPED", "shipped"),
        ("RETURNED", "shipped"),
        ("CANCELLED", "canceled"),
        ("REFUNDED", "refunded"),
        ("PARTIAL_REFUNDED", "partial_refunded"),
        ("PENDING", "waiting_shipment"),  # of the other site
        ("PROCESSING", "waiting_shipment"),  # partially canceled
    ],
}


@dataclass(frozen=True, slots=True)
class Seen:
    """One order of a sample, as the binding maps it and the machine reads it."""

    report: OrderReport
    observation: Observation
    offered: tuple[str, ...]


@cache
def seen(channel: str) -> tuple[Seen, ...]:
    """Every order of the channel's sample, in the order of the file."""
    return tuple(_seen(channel))


def _seen(channel: str) -> Iterator[Seen]:
    loaded = load_channel(folder_of(channel), with_scenarios=False)
    assert loaded.spec is not None and loaded.binding is not None, loaded.problems
    secrets = {name: EnvironmentSecret(name, {name: "x"}) for name in SECRETS[channel]}
    account = Account("shop", channel, "shop", parameters=PARAMETERS[channel], secrets=secrets)
    transport = httpx.MockTransport(_answering(_sample(loaded.folder)))
    client = connect(loaded, account, ManualClock(NOW), transport=transport)
    machine = compile_machine(loaded.spec)
    for page in client.pages(ListQuery("latest", None, NOW, ())):
        for record in page.records:
            report = record.report()
            observation = observe(machine, None, report)
            order = _order(channel, report, observation)
            yield Seen(report, observation, offered(machine, order, now=NOW))
    client.close()


def _sample(folder: Path) -> bytes:
    (file,) = (folder / "samples").glob("one-in-each-status.*")
    return file.read_bytes()


def _answering(payload: bytes) -> Callable[[httpx.Request], httpx.Response]:
    def answer(request: httpx.Request) -> httpx.Response:
        return httpx.Response(200, content=TOKEN if "httpIssue" in request.url.path else payload)

    return answer


def _order(channel: str, report: OrderReport, observation: Observation) -> Order:
    key = OrderKey("shop", channel, report.id)
    return Order(key, "shop", observation.status, report.native_status, NOW, NOW, NOW, report)


@pytest.mark.parametrize("channel", STATUSES)
def test_every_native_word_comes_out_of_a_native_payload_as_the_status_it_means(channel: str) -> None:
    assert [(each.report.native_status, each.observation.status) for each in seen(channel)] == STATUSES[channel]


@pytest.mark.parametrize("channel", STATUSES)
def test_every_native_word_of_a_channel_is_in_its_payload(channel: str) -> None:
    """Words that the page lists and the API gives to lines are looked for among the lines."""
    spec = load_channel(folder_of(channel), with_binding=False, with_scenarios=False).spec
    assert spec is not None
    reported = {each.report.native_status for each in seen(channel)}
    of_lines = {line.native_status for each in seen(channel) for line in each.report.lines}
    assert {*spec.status_of_native(), *spec.flags} <= reported | of_lines


@pytest.mark.parametrize("channel", STATUSES)
def test_a_sample_is_read_without_a_field_that_has_another_type_than_expected(channel: str) -> None:
    assert [each.report.drift for each in seen(channel) if each.report.drift] == []


@pytest.mark.parametrize("channel", STATUSES)
def test_no_word_of_a_sample_is_unknown_to_the_channel(channel: str) -> None:
    unknown = [(each.observation.unknown_native, each.observation.unknown_line_natives) for each in seen(channel)]
    assert set(unknown) == {(None, ())}


@pytest.mark.parametrize("channel", STATUSES)
def test_every_order_of_a_sample_is_first_seen_as_new(channel: str) -> None:
    assert {each.observation.path[0] for each in seen(channel)} == {"new"}


@pytest.mark.parametrize("channel", STATUSES)
def test_no_payload_holds_a_real_looking_person(channel: str) -> None:
    text = _sample(folder_of(channel)).decode()
    addresses = re.findall(r"[\w.+-]+@[\w.-]+", text)
    assert addresses and all(address.endswith("@example.invalid") for address in addresses)


def test_a_buyer_hidden_by_a_gate_is_not_given_yet_rather_than_empty() -> None:
    hidden = seen("cdiscount/soap")[3]
    assert (hidden.report.billing, hidden.report.delivery) == (None, None)
    assert hidden.offered == ()
    given = seen("cdiscount/soap")[4].report.delivery
    assert given is not None and given.last_name == "Gabarit"


def test_a_line_that_is_asked_to_be_canceled_raises_a_flag_and_keeps_the_order_where_it_is() -> None:
    asked = seen("cdiscount/soap")[5]
    assert asked.observation.line_flags == ((), ("cancel_requested",))
    assert asked.offered == ("ship", "cancel")


def test_the_delivery_mode_is_read_from_the_shipping_code() -> None:
    modes = [each.report.delivery_mode for each in seen("cdiscount/soap")]
    assert (modes[0], modes[21], modes[22]) == ("suivi", "recommandé", "standard")


def test_who_fulfils_is_read_from_the_logistics_mode() -> None:
    fulfilled = [
        (each.report.fulfilment, each.offered) for each in seen("cdiscount/soap") if each.report.fulfilled_by_channel
    ]
    assert fulfilled == [("MKPFBC", ("refund",)), ("EXTFBC", ("refund",))]
    flagged = [each.report.fulfilment for each in seen("cdiscount/soap") if each.observation.flags]
    assert flagged == ["MKPFBC", "EXTFBC"]


def test_an_open_claim_is_read() -> None:
    assert [number for number, each in enumerate(seen("cdiscount/soap")) if each.report.has_claim] == [18]


def test_a_refunded_line_makes_the_order_partly_refunded() -> None:
    assert seen("cdiscount/soap")[19].observation.line_statuses == ("refunded", "shipped")


def test_an_order_of_another_partner_is_left_out_and_the_others_are_not() -> None:
    left_out = [bool(each.observation.left_out) for each in seen("cdiscount/soap")]
    assert left_out == [False] * (len(left_out) - 1) + [True]


def test_an_order_that_the_marketplace_fulfils_says_so() -> None:
    fulfilled = [each for each in seen("manomano") if each.report.fulfilled_by_channel]
    assert [(each.observation.status, each.offered) for each in fulfilled] == [("shipped", ("refund",))]
    assert fulfilled[0].observation.flags == ("is_delivered_by_marketplace",)


def test_a_partial_refund_gives_an_amount_and_no_line() -> None:
    part = seen("veepee")[8].report
    assert part.refunded == Decimal("12.5")
    assert [line.refunded for line in part.lines] == [None]


def test_a_partially_canceled_order_is_told_by_its_lines() -> None:
    assert [each.report.partially_canceled for each in seen("veepee")].index(True) == 10


def test_both_sites_come_out_of_one_payload() -> None:
    assert {each.report.site for each in seen("veepee")} == {"veepee-fr", "privalia-es"}
