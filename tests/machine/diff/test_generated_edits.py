"""Any two editions: a comparison finds a difference exactly where some order is decided or understood differently."""

from __future__ import annotations

from decimal import Decimal
from itertools import product
from typing import Any

from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from stallkeeper.machine.compile import Machine, compile_machine
from stallkeeper.machine.decide import decide
from stallkeeper.machine.decision import Change, Decision, Incomplete
from stallkeeper.machine.diff.cases import EARLY, Case, held, order_of, report_of
from stallkeeper.machine.diff.compare import compare
from stallkeeper.machine.observe import observe
from tests.machine.arranged import HEAD, spec_of

CONDITIONS = (
    "{carrier: DPD}",
    "{carrier: [DPD, UPS]}",
    "{carrier: {not: UPS}}",
    "{tracking_number: {given: true}}",
    "{tracking_number: {given: false}}",
    "{order.express: true}",
    "{order.express: {not: false}}",
    "{order.weight: {above: 10}}",
    "{order.weight: {below: 20}, carrier: UPS}",
    "{native.status: READY}",
    "{native.status: {not: PACKED}}",
)
NEEDED = ("carrier", "tracking_number", "tracking_url", "quantity")


needs = st.tuples(st.none() | st.sampled_from(CONDITIONS), st.sampled_from(NEEDED))


@st.composite
def rules(draw: st.DrawFn) -> dict[str, Any]:
    """One edition, part by part."""
    return {
        "words": draw(st.sampled_from(("[READY]", "[READY, PACKED]", "[PACKED]"))),
        "offered": draw(st.sampled_from(("[ship]", "[]", "[ship, refund]"))),
        "if": draw(st.none() | st.sampled_from(CONDITIONS[5:])),
        "needs": draw(
            st.lists(st.tuples(st.none() | st.sampled_from(CONDITIONS), st.sampled_from(NEEDED)), max_size=3)
        ),
        "accepts": draw(st.lists(st.sampled_from(NEEDED), max_size=2, unique=True)),
        "results": draw(st.sampled_from(("[shipped]", "[shipped, canceled]", "[canceled]"))),
        "carrier": draw(st.sampled_from(("", ", values: [DPD, UPS, GLS]", ", values: [DPD]", ", default: UPS"))),
        "quantity": draw(st.sampled_from(("", ", minimum: 1", ", minimum: 1, maximum: 3"))),
        "gates": draw(st.sampled_from(("", "gates: {PACKED: It is packed.}"))),
    }


def machine_of(parts: dict[str, Any]) -> Machine:
    needs = [each if test is None else f"{{if: {test}, then: [{each}]}}" for test, each in parts["needs"]]
    only_if = f"\n    if: {parts['if']}" if parts["if"] else ""
    return compile_machine(
        spec_of(
            f"""{HEAD}
starts_at: [waiting_shipment]
statuses:
  waiting_shipment: {{native: {parts["words"]}, actions: {parts["offered"]}, next: [shipped]}}
  shipped: {{native: [SENT], actions: [refund]}}
  canceled: {{native: [GONE]}}
actions:
  ship:
    results_in: {parts["results"]}
    needs: [{", ".join(needs)}]
    accepts: [{", ".join(parts["accepts"])}]{only_if}
  refund: {{results_in: canceled}}
{parts["gates"]}
fields:
  carrier: {{type: text{parts["carrier"]}}}
  quantity: {{type: whole_number{parts["quantity"]}}}
order_fields:
  express: {{type: boolean}}
  weight: {{type: decimal}}
"""
        )
    )


def outcome(decision: Decision) -> Any:
    if isinstance(decision, Change):
        return decision.expected, dict(decision.fields)
    return type(decision).__name__, set(decision.missing) if isinstance(decision, Incomplete) else ()


ORDERS = [
    Case(status, native, {"express": express, "weight": weight})
    for (status, native), express, weight in product(
        (("waiting_shipment", "READY"), ("waiting_shipment", "PACKED"), ("shipped", "SENT"), ("canceled", "GONE")),
        (None, True, False),
        (None, Decimal(5), Decimal(25)),
    )
]
VALUES = ((None, "DPD", "UPS", "GLS", "SNAIL"), (None, "T1"), (None,), (None, 0, 2, 4))
FIELDS = [
    {name: value for name, value in zip(NEEDED, values, strict=True) if value is not None}
    for values in product(
        (None, "DPD", "UPS", "GLS", "SNAIL"), (None, "T1"), (None, "http://t.example"), (None, 0, 2, 4)
    )
]


def decided_differently(old: Machine, new: Machine) -> bool:
    for case in ORDERS:
        known = [case.native in side.reading.order_words for side in (old, new)]
        if not any(known):
            continue
        order = order_of(case)
        for action, fields in product(("ship", "refund"), FIELDS):
            both = [outcome(decide(side, order, action, fields, now=EARLY)) for side in (old, new)]
            if both[0] != both[1]:
                return True
    return False


def understood_differently(old: Machine, new: Machine) -> bool:
    words = ("READY", "PACKED", "SENT", "GONE", "ELSE")
    held_at = (None, *(held(status, report_of("ELSE")) for status in ("waiting_shipment", "shipped", "canceled")))
    return any(
        observe(old, before, report_of(word)) != observe(new, before, report_of(word))
        for before, word in product(held_at, words)
    )


@settings(max_examples=25, deadline=None, phases=(Phase.explicit, Phase.reuse, Phase.generate))
@given(rules(), rules(), st.data())
def test_a_difference_is_found_exactly_where_an_order_is_decided_differently(
    one: dict[str, Any], other: dict[str, Any], data: st.DataObject
) -> None:
    part = data.draw(st.sampled_from(sorted(one)))
    old, new = machine_of(one), machine_of({**one, part: other[part]})
    comparison = compare(old, new)
    assert not comparison.unproven
    by_decisions = [each for each in comparison.differences if each.witness is not None]
    assert bool(by_decisions) == (decided_differently(old, new) or understood_differently(old, new))


@settings(max_examples=25, deadline=None, phases=(Phase.explicit, Phase.reuse, Phase.generate))
@given(rules(), rules())
def test_every_witness_of_a_decision_is_one(one: dict[str, Any], other: dict[str, Any]) -> None:
    old, new = machine_of(one), machine_of(other)
    for difference in compare(old, new).differences:
        witness = difference.witness
        if witness is not None and witness.action is not None:
            order = order_of(Case(witness.status, witness.native, witness.order))
            both = [outcome(decide(side, order, witness.action, witness.fields, now=EARLY)) for side in (old, new)]
            assert both[0] != both[1], difference
