"""One grammar: a condition means the same wherever an `if` may stand, for each operator and each type."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest

from stallkeeper.machine.compile import Machine
from stallkeeper.machine.decide import decide
from stallkeeper.machine.decision import Change, Incomplete
from stallkeeper.machine.documents import documents_of
from stallkeeper.machine.expire import expire
from stallkeeper.machine.observe import observe
from stallkeeper.orders import Order
from tests.machine.arranged import NOON, a_report, an_order, later, machine_of

RULES = """
starts_at: [waiting_shipment]
statuses:
  waiting_shipment:
    native: [READY]
    actions: [ship, take, call]
    next: [shipped]
    deadline: {if: IF, within: 1 day, else: [shipped], kept_by: us, because: Late.}
  shipped: {native: [SENT]}
  refunded: {native: [BACK]}
lines:
  statuses: {refunded: [GIVEN]}
  decide: [{if: IF, any: refunded, then: refunded}]
order_fields:
  kind: {type: text}
  parts: {type: whole_number}
  since: {type: date}
only: [{if: IF, because: The others are not ours.}]
documents:
  invoice: {made_by: seller, if: IF}
actions:
  ship: {results_in: shipped, needs: [{if: IF, then: [tracking_number]}]}
  take: {results_in: shipped, if: IF}
  call: {results_in: shipped, needs: [{if: OF_FIELDS, then: [comment]}], accepts: [carrier, quantity, shipping_date]}
"""


def is_needed(machine: Machine, order: Order) -> bool:
    return isinstance(decide(machine, order, "ship", {}, now=NOON), Incomplete)


def is_allowed(machine: Machine, order: Order) -> bool:
    return isinstance(decide(machine, order, "take", {}, now=NOON), Change)


def has_a_deadline(machine: Machine, order: Order) -> bool:
    return bool(expire(machine, order, now=later(days=2)))


def has_a_document(machine: Machine, order: Order) -> bool:
    return bool(documents_of(machine.spec, order))


def is_decided_by_lines(machine: Machine, order: Order) -> bool:
    report = replace(order.report, lines=a_report("READY", "GIVEN").lines)
    return observe(replace(machine, reading=replace(machine.reading, limits=())), None, report).status == "refunded"


def is_ours(machine: Machine, order: Order) -> bool:
    return observe(machine, None, order.report).left_out is None


PLACES = (is_needed, is_allowed, has_a_deadline, has_a_document, is_decided_by_lines, is_ours)
REPORTED = ("has_claim", "total", "ordered_at")
ELEVEN = datetime(2026, 11, 22, 11, tzinfo=UTC)
INSTANT = datetime(2026, 11, 22, 11, 30, tzinfo=UTC)

CASES: list[tuple[str, dict[str, Any], dict[str, Any]]] = [
    ("{order.kind: gift}", {"kind": "gift"}, {"kind": "loan"}),
    ("{order.kind: 130}", {"kind": "130"}, {"kind": "13"}),
    ("{order.kind: [gift, loan]}", {"kind": "loan"}, {"kind": "sale"}),
    ("{order.kind: {given: true}}", {"kind": "gift"}, {"kind": None}),
    ("{order.kind: {given: false}}", {"kind": None}, {"kind": "gift"}),
    ("{order.kind: {not: gift}}", {"kind": "loan"}, {"kind": "gift"}),
    ("{order.kind: {not: [gift, loan]}}", {"kind": "sale"}, {"kind": "loan"}),
    ("{order.has_claim: false}", {"has_claim": False}, {"has_claim": True}),
    ("{order.parts: {above: 2}}", {"parts": 3}, {"parts": 2}),
    ("{order.parts: {below: 2}}", {"parts": 1}, {"parts": 2}),
    ("{order.total: {above: 10.5}}", {"total": Decimal("10.51")}, {"total": Decimal("10.50")}),
    ("{order.total: {below: 10.5}}", {"total": Decimal("10.49")}, {"total": Decimal("10.50")}),
    ("{order.since: {above: 2026-11-22}}", {"since": date(2026, 11, 23)}, {"since": date(2026, 11, 22)}),
    ("{order.since: {below: 2026-11-22}}", {"since": date(2026, 11, 21)}, {"since": date(2026, 11, 22)}),
    ("{order.since: 2026-11-22}", {"since": date(2026, 11, 22)}, {"since": date(2026, 11, 21)}),
    (
        "{order.ordered_at: {above: 2026-11-22T11:00Z}}",
        {"ordered_at": INSTANT},
        {"ordered_at": ELEVEN},
    ),
    ("{order.ordered_at: {below: 2026-11-23}}", {"ordered_at": INSTANT}, {"ordered_at": INSTANT.replace(day=23)}),
    ("{order.kind: gift, order.parts: {above: 2}}", {"kind": "gift", "parts": 3}, {"kind": "gift", "parts": 2}),
    ("{native.status: {not: SENT}, order.kind: gift}", {"kind": "gift"}, {"kind": "loan"}),
]


def order_with(said: dict[str, Any]) -> Order:
    own = {name: value for name, value in said.items() if name in ("kind", "parts", "since") and value is not None}
    return an_order("waiting_shipment", "READY", extras=own, **{n: v for n, v in said.items() if n in REPORTED})


@pytest.mark.parametrize("place", PLACES, ids=lambda place: place.__name__)
@pytest.mark.parametrize(("condition", "holds", "fails"), CASES, ids=[case[0] for case in CASES])
def test_a_condition_on_the_order_means_the_same_everywhere(
    place: Callable[[Machine, Order], bool], condition: str, holds: dict[str, Any], fails: dict[str, Any]
) -> None:
    machine = machine_of(RULES.replace("OF_FIELDS", "{carrier: x}").replace("IF", condition))

    assert place(machine, order_with(holds))
    assert not place(machine, order_with(fails))


@pytest.mark.parametrize(
    ("condition", "holds", "fails"),
    [
        ("{carrier: DHL}", {"carrier": "DHL"}, {"carrier": "UPS"}),
        ("{carrier: [DHL, UPS]}", {"carrier": "UPS"}, {"carrier": "GLS"}),
        ("{carrier: {given: true}}", {"carrier": "GLS"}, {}),
        ("{carrier: {given: false}}", {}, {"carrier": "GLS"}),
        ("{carrier: {not: DHL}}", {"carrier": "UPS"}, {"carrier": "DHL"}),
        ("{carrier: {not: [DHL, UPS]}}", {"carrier": "GLS"}, {"carrier": "UPS"}),
        ("{quantity: {above: 2}}", {"quantity": "3"}, {"quantity": "2"}),
        ("{quantity: {below: 2}}", {"quantity": "1"}, {"quantity": "2"}),
        ("{shipping_date: {above: 2026-11-22}}", {"shipping_date": "2026-11-23"}, {"shipping_date": "2026-11-22"}),
        ("{shipping_date: {below: 2026-11-22}}", {"shipping_date": "2026-11-21"}, {}),
        ("{shipping_date: 2026-11-22}", {"shipping_date": "2026-11-22"}, {"shipping_date": "2026-11-21"}),
    ],
)
def test_a_condition_on_a_field_of_the_action_asks_for_another(
    condition: str, holds: dict[str, str], fails: dict[str, str]
) -> None:
    machine = machine_of(RULES.replace("OF_FIELDS", condition).replace("IF", "{order.kind: x}"))
    order = an_order("waiting_shipment", "READY")

    assert isinstance(decide(machine, order, "call", holds, now=NOON), Incomplete)
    assert isinstance(decide(machine, order, "call", fails, now=NOON), Change)
