"""A schema takes what `decide` takes: the same fields, of any channel, for any order."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from functools import cache
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, find, given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from jsonschema.protocols import Validator

from stallkeeper.machine.action_schema import action_schema
from stallkeeper.machine.carriers import carrier_identities
from stallkeeper.machine.compile import Machine
from stallkeeper.machine.decide import decide
from stallkeeper.machine.decision import Change, NotOffered
from stallkeeper.machine.requirements import field_of
from stallkeeper.machine.schema_bounds import Side, bound_pattern
from stallkeeper.machine.schema_conditions import json_form, order_values
from stallkeeper.order_fields import ORDER_FIELDS
from stallkeeper.orders import ListedValue, Order, OrderLine
from stallkeeper.spec.channel_spec import Carrier
from tests.machine.arranged import BUNDLED, NOON, an_order, bundled, machine_of

EVERY_RULE = """
starts_at: [shipped]
statuses:
  shipped: {native: [SENT, RECEIVED, CHECKING], actions: [refund, ship, give_back], next: [refunded]}
  refunded: {native: [BACK]}
gates: {CHECKING: The payment is being checked.}
order_fields:
  loyal: {type: boolean}
  parts: {type: whole_number}
  since: {type: date}
actions:
  ship:
    results_in: refunded
    needs:
      - carrier
      - if: {carrier: [130, Other]}
        then: [tracking_number]
      - if: {tracking_url: {given: true}}
        then: [tracking_number]
      - if: {shipping_date: {above: 2026-11-22}}
        then: [delivery_date]
      - if: {order.since: {below: 2020-01-01}, order.loyal: {not: true}}
        then: [comment]
      - if: {order.ordered_at: {above: 2026-11-22T11:59Z}, order.parts: {above: 1, }, order.site: {not: [fr, it]}}
        then: [shipping_method]
    accepts: [tracking_url, shipping_date, insured]
  refund:
    if: {order.has_claim: {not: true}}
    results_in: refunded
    needs:
      - refund_reason
      - if: {refund_mode: {not: Claim}}
        then: [comment]
      - if: {insured: true}
        then: [level]
      - if: {level: {above: 1}}
        then: [reason]
      - if: {order.delivery_mode: {given: false}}
        then: [insured]
    accepts: [refund_price, refund_mode]
    lines: {given: optional, quantity: part}
    recommends: [{fields: [tracking_number], because: Buyers like to see it.}]
  give_back:
    if: {quantity: {below: 3}, native.status: {not: RECEIVED}}
    results_in: refunded
    needs:
      - if: {refund_shipping_price: {below: 0.5}}
        then: [comment]
    lines: {given: required, quantity: part}
    accepts: [refund_shipping_price]
fields:
  refund_reason: {type: text, values: [OOS, DMG], labels: {OOS: Out of stock}, values_from: reasons}
  refund_mode: {type: text, values: [Claim, Retraction], default: Claim}
  reason: {type: text, values: [A, B], free: true}
  comment: {type: text, max_length: 4, pattern: "[a-z]{1,9}"}
  insured: {type: boolean, default: true}
  level: {type: whole_number, values: [1, 2, 3], default: 2}
  refund_price: {type: decimal, minimum: 0, maximum: 100, amount: {tax: included, at_most: order.total}}
  refund_shipping_price: {type: decimal, minimum: 0, amount: {at_most: line.shipping, when_empty: nothing}}
  quantity: {type: whole_number, minimum: 1}
carriers: {list: given_by_channel, by: [code, name], custom: 130, fallback: Other, closed: true}
"""
CARRIERS = (Carrier("5", "Fedex"), Carrier("130", "Custom"), Carrier("7", "Twice"), Carrier("8", "Twice"))
LISTS = {"reasons": (ListedValue("17", "Lost"), ListedValue("18"))}


@cache
def machines() -> Mapping[str, Machine]:
    return {"every_rule": machine_of(EVERY_RULE, CARRIERS), **{name: bundled(name) for name in BUNDLED}}


ACTIONS = [(name, action) for name in sorted(machines()) for action in machines()[name].spec.actions]


@cache
def validator(name: str, action: str) -> Validator:
    return checked(action_schema(machines()[name], action))


def checked(schema: dict[str, Any]) -> Validator:
    Draft202012Validator.check_schema(schema)
    return validating(schema)


def validating(schema: dict[str, Any]) -> Validator:
    return Draft202012Validator(schema, format_checker=Draft202012Validator.FORMAT_CHECKER)


def right_values(machine: Machine, name: str) -> st.SearchStrategy[Any]:
    """Values that the field takes as they are."""
    field, rules = field_of(machine.spec, name), machine.spec.carriers
    if name == "carrier" and rules is not None:
        others = [] if rules.closed else ["999999"]
        return st.sampled_from([*others, *list(carrier_identities(rules))[:12]])
    if field.values:
        return st.sampled_from([*map(json_form, field.values)])
    by_type: dict[str, st.SearchStrategy[Any]] = {
        "text": st.sampled_from(["a", "abcd"]),
        "boolean": st.booleans(),
        "whole_number": st.integers(1, 4),
        "decimal": st.decimals(0, 50, places=2) | st.integers(0, 3),
        "date": st.sampled_from(["2026-11-22", "2026-11-23", "2019-01-01", "2027-01-01", "2026-12-01"]),
    }
    return by_type[field.type]


def odd_values(machine: Machine, name: str) -> st.SearchStrategy[Any]:
    """Values that may be wrong: of another type, too long, off the list; and labels, which only `decide` takes."""
    field, rules = field_of(machine.spec, name), machine.spec.carriers
    if name == "carrier" and rules is not None and not rules.closed:
        return st.sampled_from([True, "x\x01", "", 5])
    shapes = [True, 3, Decimal("1.5"), "x\x01", "12", " a", "", "2026-11-22\n", "2026-02-30", "abcde", "A b", -1]
    return st.sampled_from([*shapes, *field.labels.values()]) | st.text(max_size=6) | st.decimals(-1, 200, places=2)


@st.composite
def asked(draw: st.DrawFn, name: str, action: str) -> tuple[Order, dict[str, Any]]:
    """An order at a status that offers the action, and fields given with it."""
    machine = machines()[name]
    here = [spec for spec in machine.spec.statuses.values() if action in spec.actions]
    status = draw(st.sampled_from(here))
    own = {field: draw(_order_value(kind.type, kind.values)) for field, kind in machine.spec.order_fields.items()}
    said = {field: draw(_order_value(ORDER_FIELDS[field].type, ())) for field in _ASKED}
    said |= {field: value for field, value in own.items() if field in ORDER_FIELDS}
    extras = {field: value for field, value in own.items() if field not in ORDER_FIELDS and value is not None}
    native = draw(st.sampled_from(status.native or ("ODD",)))
    order = an_order(status.status, native, **said, extras=extras)
    careful = draw(st.booleans())
    fields = {}
    for field in machine.requirements[action].fields:
        if draw(st.integers(0, 3)):
            odd = not careful and draw(st.integers(0, 3)) == 0
            fields[field] = draw(odd_values(machine, field) if odd else right_values(machine, field))
    if not careful and draw(st.integers(0, 9)) == 0:
        fields["stranger"] = "x"
    return order, fields


EARLY = datetime(2026, 11, 22, 11, 59, 0, 500, UTC)
_ASKED = ("ordered_at", "total", "has_claim", "partially_canceled", "site", "delivery_mode")


def _order_value(kind: str, values: tuple[Any, ...]) -> st.SearchStrategy[Any]:
    by_kind: dict[str, st.SearchStrategy[Any]] = {
        "text": st.sampled_from(values or ("fr", "de", "", "suivi")),
        "boolean": st.booleans(),
        "whole_number": st.integers(0, 3),
        "decimal": st.sampled_from([Decimal("0.00"), Decimal("44.90"), Decimal(1000)]),
        "instant": st.sampled_from(
            [NOON, datetime(2026, 11, 22, 11, 59, 0, 500, UTC), datetime(2020, 1, 1, tzinfo=UTC)]
        ),
        "date": st.sampled_from([date(2019, 12, 31), date(2020, 1, 1)]),
    }
    return st.none() | by_kind[kind]


def instance(order: Order, fields: Mapping[str, Any]) -> dict[str, Any]:
    names = [*ORDER_FIELDS, *order.report.extras]
    return {"fields": fields, "order": order_values(order, names), "native": {"status": order.native_status}}


def as_given(change: Change, fields: Mapping[str, Any]) -> bool:
    """Whether all that was given is sent just as it was given."""
    sent = {name: json_form(value) for name, value in change.fields.items()}
    return all(
        name in sent and sent[name] == value and isinstance(sent[name], bool) == isinstance(value, bool)
        for name, value in fields.items()
    )


@pytest.mark.parametrize(("name", "action"), ACTIONS)
@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.data())
def test_a_schema_accepts_what_is_sent_as_given_and_nothing_that_is_not_sent(
    name: str, action: str, data: st.DataObject
) -> None:
    machine = machines()[name]
    order, fields = data.draw(asked(name, action))

    decision = decide(machine, order, action, fields, now=NOON)
    alone = validator(name, action).is_valid(instance(order, fields))
    flat = validating(action_schema(machine, action, order)).is_valid(fields)

    if isinstance(decision, NotOffered):
        assert {reason.code for reason in decision.reasons} <= {"condition", "gate"}
    if isinstance(decision, Change):
        assert (alone and flat) or not as_given(decision, fields)
    else:
        assert not flat
        assert not alone or _of_the_order_alone(machine, order, fields)


def _of_the_order_alone(machine: Machine, order: Order, fields: Mapping[str, Any]) -> bool:
    """Whether an amount exceeds one of the order's: what a schema without the order cannot say."""
    price, total = fields.get("refund_price"), order.report.total
    exceeds = isinstance(price, int | Decimal) and total is not None and price > total
    return exceeds and "refund_price" in machine.spec.fields


@pytest.mark.parametrize(("name", "action"), ACTIONS)
def test_every_action_has_fields_that_are_sent_and_that_its_schema_accepts(name: str, action: str) -> None:
    def is_sent(found: tuple[Order, dict[str, Any]]) -> bool:
        order, fields = found
        return isinstance(decide(machines()[name], order, action, fields, now=NOON), Change)

    shown = find(
        asked(name, action),
        lambda found: is_sent(found) and as_accepted(name, action, found),
        settings=settings(max_examples=3000, database=None, phases=[Phase.generate], deadline=None),
    )
    assert as_accepted(name, action, shown)


def as_accepted(name: str, action: str, found: tuple[Order, dict[str, Any]]) -> bool:
    return bool(validator(name, action).is_valid(instance(*found)))


@pytest.mark.parametrize(
    ("mode", "fields", "taken"),
    [
        ("suivi", {}, True),
        ("suivi", {"refund_mode": "Claim"}, True),
        ("suivi", {"refund_mode": "Retraction"}, False),
        ("suivi", {"refund_mode": "Retraction", "comment": "ab"}, True),
        ("suivi", {"insured": True}, False),
        ("suivi", {"insured": True, "reason": "A"}, True),
        ("suivi", {"insured": True, "level": 1}, True),
        ("suivi", {"level": 3}, False),
        (None, {}, False),
        (None, {"level": 1}, True),
        (None, {"insured": False}, True),
    ],
)
def test_a_default_counts_for_a_condition_from_its_turn_on(
    mode: str | None, fields: dict[str, Any], taken: bool
) -> None:
    order, given = an_order("shipped", "SENT", delivery_mode=mode), {"refund_reason": "OOS", **fields}
    decision = decide(machines()["every_rule"], order, "refund", given, now=NOON)

    alone = validator("every_rule", "refund").is_valid(instance(order, given))
    flat = validating(action_schema(machines()["every_rule"], "refund", order)).is_valid(given)
    assert alone is flat is isinstance(decision, Change) is taken


def of_order(action: str, order: Order) -> Validator:
    return checked(action_schema(machines()["every_rule"], action, order, lists=LISTS))


def with_lines() -> Order:
    held = an_order("shipped", "SENT", total=Decimal("44.90"), ordered_at=None)
    lines = (OrderLine("L1", "mug", quantity=2, shipping=Decimal("1.50")), OrderLine("L2", "cup", quantity=5))
    return replace(held, report=replace(held.report, lines=lines))


@pytest.mark.parametrize(
    ("fields", "taken"),
    [
        ({"line": "L1", "quantity": 2}, True),
        ({"line": "L1", "quantity": 3}, False),
        ({"line": "L9", "quantity": 1}, False),
        ({"quantity": 1}, False),
        ({"line": "L1", "quantity": 1, "refund_shipping_price": Decimal("1.50")}, True),
        ({"line": "L1", "quantity": 1, "refund_shipping_price": Decimal("1.51")}, False),
        ({"line": "L2", "quantity": 1, "refund_shipping_price": Decimal("1.51")}, True),
    ],
)
def test_the_schema_of_an_order_knows_its_lines_their_units_and_amounts(fields: dict[str, Any], taken: bool) -> None:
    decision = decide(machines()["every_rule"], with_lines(), "give_back", fields, now=NOON)

    assert of_order("give_back", with_lines()).is_valid(fields) is taken is isinstance(decision, Change)


def test_the_schema_of_an_order_knows_its_total() -> None:
    given_back = {"refund_reason": "17", "refund_mode": "Claim", "insured": False}

    assert of_order("refund", with_lines()).is_valid({**given_back, "refund_price": Decimal("44.90")})
    assert not of_order("refund", with_lines()).is_valid({**given_back, "refund_price": Decimal("44.91")})


def test_a_list_of_the_channel_stands_in_the_schema_with_its_labels() -> None:
    schema = action_schema(machines()["every_rule"], "refund", lists=LISTS)

    reason = schema["properties"]["fields"]["properties"]["refund_reason"]
    assert reason["oneOf"] == [{"const": "17", "title": "Lost"}, {"const": "18"}]


def test_a_schema_tells_what_is_recommended_what_an_amount_holds_and_what_is_filled_in() -> None:
    fields = action_schema(machines()["every_rule"], "refund")["properties"]["fields"]["properties"]

    assert fields["tracking_number"]["description"].endswith("Recommended: Buyers like to see it.")
    assert "Tax is included. At most order.total." in fields["refund_price"]["description"]
    assert fields["refund_mode"]["default"] == "Claim"
    assert fields["reason"]["examples"] == ["A", "B"]


def test_an_action_that_its_condition_forbids_takes_nothing() -> None:
    claimed = an_order("shipped", "SENT", has_claim=True)
    schema = action_schema(machines()["every_rule"], "refund", claimed)

    assert schema["allOf"][0] == {"description": "Only if order.has_claim is not true.", "not": {}}
    assert not checked(schema).is_valid({"refund_reason": "OOS"})


@pytest.mark.parametrize("side", ["above", "below"])
@given(st.dates(date(1000, 1, 1)), st.dates(date(1000, 1, 1)))
def test_a_pattern_compares_days_as_days_are_compared(side: Side, bound: date, other: date) -> None:
    beyond = other > bound if side == "above" else other < bound

    assert bool(re.fullmatch(bound_pattern(bound, side)[1:-1], other.isoformat())) is beyond


SECONDS = st.datetimes(datetime(2026, 11, 22), datetime(2026, 11, 23), timezones=st.just(UTC))  # noqa: DTZ001


@pytest.mark.parametrize("side", ["above", "below"])
@given(SECONDS, SECONDS)
def test_a_pattern_compares_instants_as_instants_are_compared(side: Side, bound: datetime, other: datetime) -> None:
    bound = bound.replace(microsecond=0)
    beyond = other > bound if side == "above" else other < bound

    assert bool(re.fullmatch(bound_pattern(bound, side)[1:-1], json_form(other))) is beyond
