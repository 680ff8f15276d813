from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from stallkeeper.machine.compile import Machine
from stallkeeper.machine.decide import decide, offered
from stallkeeper.machine.decision import Change, Decision, Incomplete, NotOffered
from stallkeeper.orders import Order
from stallkeeper.spec.channel_spec import Carrier
from tests.machine.arranged import NOON, an_order, bundled, later, machine_of, under_way

SHOP = """
starts_at: [waiting_acceptance]
statuses:
  waiting_acceptance: {native: [NEW], actions: [accept, refuse]}
  accepted: {native: [PAYING, CHECKING], actions: [ship]}
  waiting_shipment: {native: [READY], actions: [ship, cancel], next: [shipped]}
  shipped: {native: [SENT], actions: [refund], next: [refunded]}
  closed:
    native: [RECEIVED, ARCHIVED]
    actions: [refund]
  canceled: {native: [GONE]}
  refunded: {native: [BACK]}
gates:
  CHECKING: The payment is being checked.
order_fields:
  delivery_mode: {type: text, values: [suivi, standard]}
actions:
  accept: {results_in: [accepted, waiting_shipment]}
  refuse: {results_in: canceled}
  cancel: {results_in: canceled}
  ship:
    results_in: shipped
    needs:
      - carrier
      - if: {carrier: 130}
        then: [tracking_number]
      - if: {carrier: Other}
        then: [carrier_name, tracking_url]
      - if: {order.delivery_mode: suivi}
        then: [tracking_number]
      - if: {tracking_url: {given: true}}
        then: [tracking_number]
    accepts: [shipping_date]
  refund:
    if: {native.status: [SENT, RECEIVED]}
    results_in: refunded
    needs: [refund_reason]
    accepts: [refund_price, refund_shipping_fees, quantity, line, comment]
fields:
  refund_reason: {type: text, values: [Claim, Retraction]}
  refund_price: {type: decimal, minimum: 0, maximum: 100}
  refund_shipping_fees: {type: boolean, default: false}
  comment: {type: text, max_length: 10, pattern: "[a-z]{1,20}"}
carriers: {list: given_by_channel, by: [code, name], custom: 130, fallback: Other}
"""
CARRIERS = (Carrier("5", "Fedex"), Carrier("130", "Custom"), Carrier("7", "DHL Express"), Carrier("8", "DHL Paket"))


@pytest.fixture(scope="module")
def shop() -> Machine:
    return machine_of(SHOP, CARRIERS)


def ready(**fields: Any) -> Order:
    return an_order("waiting_shipment", "READY", **fields)


def sent(*lines: str | None, **fields: Any) -> Order:
    return an_order("shipped", "SENT", *lines, **fields)


def codes_of(decision: Decision) -> list[str]:
    assert not isinstance(decision, Change)
    return [reason.code for reason in decision.reasons]


def test_a_complete_action_is_a_change_with_what_is_expected_of_it(shop: Machine) -> None:
    decision = decide(shop, ready(), "ship", {"carrier": "5"}, now=NOON)

    assert decision == Change("ship", ("shipped",), {"carrier": "5"})


def test_what_is_missing_is_told_all_at_once_with_the_place_of_its_rule(shop: Machine) -> None:
    decision = decide(shop, ready(), "ship", {"carrier": "Other"}, now=NOON)

    assert isinstance(decision, Incomplete)
    assert decision.missing == ("carrier_name", "tracking_url")
    assert {reason.code for reason in decision.reasons} == {"missing_field"}
    (line,) = {reason.place.line for reason in decision.reasons}
    assert "ship needs carrier_name because carrier is Other" in [reason.message for reason in decision.reasons]
    text = SHOP.splitlines()[line - 9]
    assert "if: {carrier: Other}" in text


def test_a_condition_on_the_carrier_holds_for_its_name_too(shop: Machine) -> None:
    for way in ("130", "Custom", "custom", 130):
        decision = decide(shop, ready(), "ship", {"carrier": way}, now=NOON)
        assert isinstance(decision, Incomplete)
        assert decision.missing == ("tracking_number",)

    decision = decide(shop, ready(), "ship", {"carrier": "Custom", "tracking_number": "X1"}, now=NOON)
    assert decision == Change("ship", ("shipped",), {"carrier": "130", "tracking_number": "X1"})


def test_a_condition_on_the_order_asks_for_a_field(shop: Machine) -> None:
    tracked = decide(shop, ready(delivery_mode="suivi"), "ship", {"carrier": "5"}, now=NOON)
    plain = decide(shop, ready(delivery_mode="standard"), "ship", {"carrier": "5"}, now=NOON)
    unknown = decide(shop, ready(), "ship", {"carrier": "5"}, now=NOON)

    assert isinstance(tracked, Incomplete)
    assert tracked.missing == ("tracking_number",)
    assert isinstance(plain, Change)
    assert isinstance(unknown, Change)


def test_two_fields_may_be_required_together(shop: Machine) -> None:
    decision = decide(shop, ready(), "ship", {"carrier": "5", "tracking_url": "https://t.example/1"}, now=NOON)

    assert isinstance(decision, Incomplete)
    assert decision.missing == ("tracking_number",)


def test_blank_text_is_not_given(shop: Machine) -> None:
    decision = decide(shop, ready(), "ship", {"carrier": "  "}, now=NOON)

    assert isinstance(decision, Incomplete)
    assert decision.missing == ("carrier",)


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({"refund_price": "12.50"}, {"refund_price": Decimal("12.50")}),
        ({"refund_price": 12}, {"refund_price": Decimal(12)}),
        ({"refund_price": Decimal("0.10")}, {"refund_price": Decimal("0.10")}),
        ({"refund_shipping_fees": "TRUE"}, {"refund_shipping_fees": True}),
        ({"refund_shipping_fees": True}, {"refund_shipping_fees": True}),
        ({"quantity": "2"}, {"quantity": 2}),
        ({"comment": " ok "}, {"comment": "ok"}),
    ],
)
def test_text_is_read_in_the_fields_type(shop: Machine, given: dict[str, Any], expected: dict[str, Any]) -> None:
    decision = decide(shop, sent(), "refund", {"refund_reason": "Claim", **given}, now=NOON)

    assert isinstance(decision, Change)
    fields = {name: value for name, value in decision.fields.items() if name in expected}
    assert fields == expected
    assert [type(value) for value in fields.values()] == [type(value) for value in expected.values()]


def test_a_day_is_read_as_a_date(shop: Machine) -> None:
    decision = decide(shop, ready(), "ship", {"carrier": "5", "shipping_date": "2026-11-22"}, now=NOON)

    assert isinstance(decision, Change)
    assert decision.fields["shipping_date"] == date(2026, 11, 22)


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"refund_price": "12,50"}, "refund_price has to be a decimal number with a point, such as 12.50"),
        ({"refund_price": 12.5}, "refund_price has to be a decimal number with a point, such as 12.50"),
        ({"refund_price": "NaN"}, "refund_price has to be a decimal number with a point, such as 12.50"),
        ({"refund_price": "-1"}, "refund_price has to be at least 0"),
        ({"refund_price": "100.01"}, "refund_price has to be at most 100"),
        ({"refund_shipping_fees": "yes"}, "refund_shipping_fees has to be true or false"),
        ({"refund_shipping_fees": 1}, "refund_shipping_fees has to be true or false"),
        ({"quantity": "1.5"}, "quantity has to be a whole number, such as 2"),
        ({"quantity": True}, "quantity has to be a whole number, such as 2"),
        ({"refund_reason": "claim"}, "refund_reason has to be Claim or Retraction; did you mean Claim?"),
        ({"comment": "a" * 11}, "comment has 11 characters; 10 are the most"),
        ({"comment": "A1"}, "comment has to look like [a-z]{1,20}"),
        ({"comment": "a\x00"}, "comment holds a control character"),
        ({"comment": ["a"]}, "comment has to be text"),
        ({"line": "9"}, "line is not a line of this order; its lines are line-1 or line-2"),
    ],
)
def test_a_wrong_value_is_said_in_the_authors_words(shop: Machine, given: dict[str, Any], said: str) -> None:
    decision = decide(shop, sent(None, None), "refund", {"refund_reason": "Claim", **given}, now=NOON)

    assert isinstance(decision, Incomplete)
    assert [(reason.code, reason.message) for reason in decision.reasons] == [("wrong_value", said)]
    assert decision.missing == ()


def test_an_impossible_day_is_a_wrong_value(shop: Machine) -> None:
    for day in ("2026-02-30", "20261122", "tomorrow"):
        decision = decide(shop, ready(), "ship", {"carrier": "5", "shipping_date": day}, now=NOON)
        assert codes_of(decision) == ["wrong_value"]


def test_an_unknown_field_is_refused_with_its_near_miss(shop: Machine) -> None:
    decision = decide(shop, ready(), "ship", {"carrier": "5", "traking_number": "1"}, now=NOON)

    assert isinstance(decision, Incomplete)
    assert decision.reasons[0].message == "ship takes no field 'traking_number'; did you mean tracking_number?"


def test_defaults_are_filled_in_and_do_not_overrule_what_is_given(shop: Machine) -> None:
    plain = decide(shop, sent(), "refund", {"refund_reason": "Claim"}, now=NOON)
    given = decide(shop, sent(), "refund", {"refund_reason": "Claim", "refund_shipping_fees": "true"}, now=NOON)

    assert isinstance(plain, Change)
    assert plain.fields["refund_shipping_fees"] is False
    assert isinstance(given, Change)
    assert given.fields["refund_shipping_fees"] is True


def test_an_action_is_refused_where_it_is_not_offered_and_says_where_it_is(shop: Machine) -> None:
    decision = decide(shop, sent(), "ship", {"carrier": "5"}, now=NOON)

    assert isinstance(decision, NotOffered)
    (reason,) = decision.reasons
    assert reason.code == "wrong_status"
    assert reason.message == "ship is not offered at shipped (native SENT); it is at accepted and waiting_shipment"
    assert "shipped: {native: [SENT]" in SHOP.splitlines()[reason.place.line - 9]


def test_an_unknown_action_names_its_near_miss(shop: Machine) -> None:
    decision = decide(shop, ready(), "shipp", {}, now=NOON)

    assert isinstance(decision, NotOffered)
    assert decision.reasons[0].message == "Sample has no action 'shipp'; did you mean ship?"


def test_nothing_is_possible_at_a_gate(shop: Machine) -> None:
    gated = an_order("accepted", "CHECKING")
    decision = decide(shop, gated, "ship", {"carrier": "5"}, now=NOON)

    assert codes_of(decision) == ["gate"]
    assert offered(shop, gated, now=NOON) == ()
    assert offered(shop, an_order("accepted", "PAYING"), now=NOON) == ("ship",)


def test_nothing_is_possible_while_the_native_status_is_unknown(shop: Machine) -> None:
    decision = decide(shop, an_order(None, "ODD"), "ship", {"carrier": "5"}, now=NOON)

    assert codes_of(decision) == ["unknown_status"]
    assert offered(shop, an_order(None, "ODD"), now=NOON) == ()


def test_an_action_may_depend_on_the_native_status(shop: Machine) -> None:
    received = decide(shop, an_order("closed", "RECEIVED"), "refund", {"refund_reason": "Claim"}, now=NOON)
    archived = decide(shop, an_order("closed", "ARCHIVED"), "refund", {"refund_reason": "Claim"}, now=NOON)

    assert isinstance(received, Change)
    assert isinstance(archived, NotOffered)
    message = "refund is allowed only if native.status is SENT or RECEIVED (it is ARCHIVED)"
    assert [(reason.code, reason.message) for reason in archived.reasons] == [("condition", message)]
    assert offered(shop, an_order("closed", "ARCHIVED"), now=NOON) == ()


@pytest.mark.parametrize("state", ["queued", "sending", "acknowledged", "in_doubt"])
def test_one_action_at_a_time(shop: Machine, state: str) -> None:
    pending = under_way("ship", state)

    assert codes_of(decide(shop, ready(), "cancel", {}, now=NOON, pending=pending)) == ["pending"]
    assert offered(shop, ready(), now=NOON, pending=pending) == ()


@pytest.mark.parametrize("state", ["confirmed", "rejected", "superseded"])
def test_a_submission_that_has_ended_holds_nothing(shop: Machine, state: str) -> None:
    decision = decide(shop, ready(), "cancel", {}, now=NOON, pending=under_way("ship", state))

    assert isinstance(decision, Change)


def test_actions_are_offered_in_the_authors_order(shop: Machine) -> None:
    assert offered(shop, an_order("waiting_acceptance", "NEW"), now=NOON) == ("accept", "refuse")


LATE = """
starts_at: waiting_shipment
statuses:
  waiting_shipment:
    native: [READY]
    actions: [ship]
    deadline: {id: too_late, within: 3 days, else: canceled, kept_by: channel, because: It was not sent.}
  shipped:
    native: [SENT]
    actions: [refund]
    deadline: {id: quiet, within: 60 days, else: closed, kept_by: us}
  closed: {actions: [refund]}
  canceled: {native: [GONE]}
actions:
  ship: {results_in: shipped}
  refund: {results_in: canceled}
"""


def test_an_action_is_refused_after_a_deadline_that_leads_elsewhere() -> None:
    shop = machine_of(LATE)

    assert isinstance(decide(shop, ready(), "ship", {}, now=later(days=3, seconds=-1)), Change)
    decision = decide(shop, ready(), "ship", {}, now=later(days=3))
    assert isinstance(decision, NotOffered)
    message = "the deadline too_late passed at 2026-11-25 12:00 UTC (canceled): It was not sent."
    assert [(reason.code, reason.message) for reason in decision.reasons] == [("deadline_passed", message)]


def test_an_action_stays_possible_when_the_deadlines_outcome_offers_it_too() -> None:
    assert isinstance(decide(machine_of(LATE), sent(), "refund", {}, now=later(days=61)), Change)


def test_an_order_that_the_marketplace_ships_offers_no_shipping(shop: Machine) -> None:
    assert offered(shop, sent(fulfilled_by_channel=True), now=NOON) == ("refund",)


@pytest.mark.parametrize(
    ("status", "native", "action"),
    [
        ("waiting_acceptance", "WaitingForSellerAcceptation", "accept"),
        ("waiting_acceptance", "WaitingForSellerAcceptation", "refuse"),
        ("waiting_shipment", "WaitingForShipmentAcceptation", "ship"),
        ("waiting_shipment", "WaitingForShipmentAcceptation", "cancel"),
    ],
)
def test_an_order_that_the_marketplace_ships_is_not_the_sellers_before_it_is_sent(
    status: str, native: str, action: str
) -> None:
    machine = bundled("cdiscount/soap")
    theirs, ours = an_order(status, native, fulfilled_by_channel=True), an_order(status, native)

    decision = decide(machine, theirs, action, {}, now=NOON)

    assert isinstance(decision, NotOffered)
    (reason,) = decision.reasons
    assert (reason.code, reason.place) == ("condition", machine.spec.place_of("fulfilled_by_channel"))
    assert "Cdiscount ships this order itself" in reason.message
    assert offered(machine, theirs, now=NOON) == ()
    assert action in offered(machine, ours, now=NOON)


def test_where_only_a_flag_is_known_of_an_order_nothing_is_offered_and_the_flag_is_named() -> None:
    machine = bundled("cdiscount/soap")
    order = an_order(None, "CancellationRequestPending")

    decision = decide(machine, order, "ship", {}, now=NOON)

    assert isinstance(decision, NotOffered)
    (reason,) = decision.reasons
    assert (reason.code, reason.place.line) == ("wrong_status", machine.spec.flags[order.native_status].place.line)
    assert "only raises cancel_requested" in reason.message
