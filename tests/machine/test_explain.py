from __future__ import annotations

import pytest

from stallkeeper.machine.compile import Machine
from stallkeeper.machine.explain import explain
from tests.machine.arranged import NOON, an_order, bundled, later, machine_of, under_way

SHOP = """
starts_at: waiting_shipment
statuses:
  waiting_shipment:
    native: [READY, HELD]
    actions: [ship]
    deadline: {id: too_late, within: 3 days, else: canceled, kept_by: channel, because: It was not sent.}
  shipped: {native: [SENT], actions: [refund]}
  canceled: {native: [GONE]}
gates:
  HELD: The buyer is being checked.
actions:
  ship:
    if: {native.status: READY}
    results_in: shipped
    needs:
      - carrier
      - if: {carrier: 130}
        then: [tracking_number]
    accepts: [tracking_url]
  refund: {results_in: canceled}
"""


@pytest.fixture(scope="module")
def shop() -> Machine:
    return machine_of(SHOP)


def line_of(text: str) -> int:
    return 8 + next(number for number, line in enumerate(SHOP.splitlines(), 1) if text in line)


def test_all_reasons_are_given_at_once_each_with_its_rules_place(shop: Machine) -> None:
    held = an_order("shipped", "HELD")

    found = explain(shop, held, "ship", {"color": "red"}, now=NOON, pending=under_way("refund", "in_doubt"))

    assert not found.allowed
    assert {reason.code: reason.place.line for reason in found.reasons} == {
        "wrong_status": line_of("shipped: {"),
        "gate": line_of("HELD: The buyer"),
        "condition": line_of("if: {native.status: READY}"),
        "pending": line_of("refund: {results_in"),
        "unknown_field": line_of("  ship:"),
        "missing_field": line_of("- carrier"),
    }


def test_a_passed_deadline_is_a_reason(shop: Machine) -> None:
    found = explain(shop, an_order("waiting_shipment", "READY"), "ship", now=later(days=4))

    assert [(reason.code, reason.place.line) for reason in found.reasons] == [
        ("deadline_passed", line_of("deadline: {id: too_late"))
    ]


def test_a_wrong_status_names_the_canonical_and_the_native_word_and_where_it_is_offered(shop: Machine) -> None:
    reasons = explain(shop, an_order("canceled", "GONE"), "ship", now=NOON).reasons

    assert reasons[0].message == "ship is not offered at canceled (native GONE); it is at waiting_shipment"


def test_without_fields_it_is_asked_whether_the_action_may_be_started(shop: Machine) -> None:
    found = explain(shop, an_order("waiting_shipment", "READY"), "ship", now=NOON)

    assert found.allowed
    assert (found.missing, found.needs, found.accepts) == ((), ("carrier",), ("tracking_number", "tracking_url"))


def test_with_fields_it_is_asked_whether_it_may_be_sent_like_that(shop: Machine) -> None:
    order = an_order("waiting_shipment", "READY")

    found = explain(shop, order, "ship", {"carrier": "130"}, now=NOON)
    assert (found.allowed, found.missing) == (False, ("tracking_number",))
    assert found.needs == ("carrier", "tracking_number")
    assert found.reasons[0].message == "ship needs tracking_number because carrier is 130"
    assert explain(shop, order, "ship", {"carrier": "5"}, now=NOON).allowed


def test_an_order_whose_word_is_not_mapped_can_do_nothing(shop: Machine) -> None:
    found = explain(shop, an_order(None, "ODD"), "ship", now=NOON)

    assert [reason.code for reason in found.reasons] == ["unknown_status", "condition"]
    assert "'ODD'" in found.reasons[0].message


def test_reasons_on_a_bundled_channel_point_into_its_file() -> None:
    machine = bundled("cdiscount/soap")
    gated = an_order("accepted", "PaymentInProgress")

    found = explain(machine, gated, "ship", now=NOON)

    assert {reason.code for reason in found.reasons} == {"wrong_status", "gate"}
    assert {reason.place.path for reason in found.reasons} == {"channels/cdiscount/editions/soap/channel.yaml"}


def test_an_explanation_holds_nothing_of_the_buyer(shop: Machine) -> None:
    from stallkeeper.orders import Address

    secret = Address(full_name="Zoe Zimmermann", email="zoe@example.test")
    order = an_order("waiting_shipment", "HELD", delivery=secret, billing=secret)

    assert "Zoe" not in repr(explain(shop, order, "ship", {"carrier": "130"}, now=NOON))
