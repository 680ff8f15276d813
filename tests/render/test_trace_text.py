from __future__ import annotations

from datetime import timedelta

from stallkeeper.machine.decide import decide
from stallkeeper.machine.explain import explain
from stallkeeper.machine.observe import observe
from stallkeeper.machine.trace import Trace, TraceStep
from stallkeeper.orders import Event
from stallkeeper.render.trace_text import trace_text
from tests.machine.arranged import NOON, a_report, an_order, bundled


def test_a_trace_tells_what_happened_what_was_answered_and_what_was_broken() -> None:
    machine = bundled("manomano")
    order = an_order("waiting_shipment", "PREPARATION")
    missing = decide(machine, order, "ship", {"carrier": "Other"}, now=NOON)
    moved = Event(NOON, order.key, "moved", "channel", "new", "waiting_shipment", "PREPARATION")
    steps = (
        TraceStep(
            *(timedelta(0), "order", "PREPARATION", "waiting_shipment", "PREPARATION"),
            answer=observe(machine, None, a_report("PREPARATION")),
            events=(moved,),
        ),
        TraceStep(
            *(timedelta(0), "do", "ship", "waiting_shipment", "PREPARATION"), given={"carrier": "Other"}, answer=missing
        ),
        TraceStep(timedelta(days=2), "ask", "actions", "waiting_shipment", "PREPARATION", answer=("ship",)),
        TraceStep(
            *(timedelta(days=2), "channel_reports", "REFUNDED", "refunded", "REFUNDED"),
            answer=observe(machine, order, a_report("REFUNDED")),
            broken=("status was promised to be shipped; it is refunded",),
        ),
    )

    assert (
        trace_text(Trace("manomano", "other-carrier", "A carrier that is not listed", steps))
        == """\
A carrier that is not listed  (manomano/other-carrier)

+0  first seen as PREPARATION
    moves new > waiting_shipment
    * moved new -> waiting_shipment by channel
    = waiting_shipment (PREPARATION)

+0  do ship  carrier: Other
    incomplete
      missing_field: ship needs carrier_name because carrier is Other
      missing_field: ship needs tracking_url because carrier is Other
    = waiting_shipment (PREPARATION)

+2 days  ask actions
    offered: ship
    = waiting_shipment (PREPARATION)

+2 days  channel reports REFUNDED
    moves refunded  (unforeseen)
    = refunded (REFUNDED)
    BROKEN status was promised to be shipped; it is refunded

broken: 1
"""
    )


def test_an_order_that_is_left_out_stands_nowhere() -> None:
    seen = observe(bundled("cdiscount/soap"), None, a_report("Shipped", extras={"corporation": "X"}))
    because = "Orders of other Octopia partners come through the same account and are not supported."

    assert answered(seen).endswith(f"\n    left out: {because}\n    = left out\n\nkept\n")


def test_an_order_is_first_seen_as_new_and_was_nothing_before() -> None:
    order = an_order("shipped", "Shipped")
    first = Event(NOON, order.key, "first_seen", "channel", None, "new", "Shipped")
    step = TraceStep(timedelta(0), "order", "Shipped", "shipped", "Shipped", events=(first,))

    assert "    * first_seen as new by channel\n" in trace_text(Trace("c", "s", "T", (step,)))


def answered(machine_answer: object) -> str:
    step = TraceStep(timedelta(0), "do", "x", None, "N", answer=machine_answer)  # type: ignore[arg-type]
    return trace_text(Trace("c", "s", "T", (step,)))


def test_every_kind_of_answer_has_its_words() -> None:
    machine = bundled("cdiscount/soap")
    order = an_order("waiting_shipment", "WaitingForShipmentAcceptation")
    ship = {"carrier": "DPD", "tracking_number": "1"}

    assert "sends ship with carrier: 9, tracking_number: 1; expects shipped" in answered(
        decide(machine, order, "ship", ship, now=NOON)
    )
    assert "not offered\n      wrong_status: accept" in answered(decide(machine, order, "accept", {}, now=NOON))
    assert "refund is not allowed\n      wrong_status:" in answered(explain(machine, order, "refund", now=NOON))
    assert "unknown native status Odd" in answered(observe(machine, None, a_report("Odd")))
    text = answered(observe(machine, None, a_report("Shipped", "CancellationRequestPending", "Odd")))
    assert "flags: cancel_requested (line 1)" in text
    assert "unknown line words: Odd" in text
    assert "moves nothing" in answered(observe(machine, order, order.report))
    assert "= unknown (N)\n\nkept\n" in answered(None)
