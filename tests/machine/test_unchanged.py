"""`unchanged` among what an action results in: the order may stay in the status in which it was asked for."""

from __future__ import annotations

import pytest

from stallkeeper.machine.decide import decide
from stallkeeper.machine.decision import Change
from stallkeeper.machine.graph import graph_of
from stallkeeper.render.show import show
from tests.machine.arranged import NOON, an_order, machine_of

SHOP = """
starts_at: [waiting_shipment]
statuses:
  waiting_shipment: {native: [OPEN], actions: [ship, refund], next: [shipped]}
  shipped: {native: [SENT], actions: [refund], next: [refunded]}
  refunded: {native: [BACK]}
  canceled: {native: [GONE], actions: [refund]}
actions:
  ship: {results_in: shipped}
  refund: {results_in: [unchanged, refunded], needs: [refund_reason]}
"""


def expected(status: str, native: str) -> tuple[str, ...]:
    decision = decide(machine_of(SHOP), an_order(status, native), "refund", {"refund_reason": "broken"}, now=NOON)
    assert isinstance(decision, Change)
    return decision.expected


@pytest.mark.parametrize(
    ("status", "native"), [("waiting_shipment", "OPEN"), ("shipped", "SENT"), ("canceled", "GONE")]
)
def test_what_confirms_it_is_the_status_where_the_order_stands_and_those_that_are_named(
    status: str, native: str
) -> None:
    assert expected(status, native) == (status, "refunded")


def test_nothing_else_becomes_reachable_by_it() -> None:
    edges = {(edge.source, edge.destination) for edge in machine_of(SHOP).edges if edge.kind == "observe"}
    assert ("canceled", "refunded") in edges
    assert not {("waiting_shipment", "canceled"), ("shipped", "waiting_shipment"), ("canceled", "shipped")} & edges


def test_its_own_edge_leads_back_to_where_it_was_asked_for() -> None:
    moves = {edge.source: edge.destination for edge in machine_of(SHOP).edges if edge.trigger == "refund"}
    assert moves == {"waiting_shipment": "waiting_shipment", "shipped": "shipped", "canceled": "canceled"}


def test_pages_say_it_in_words_and_the_diagram_shows_what_moves() -> None:
    machine = machine_of(SHOP)
    assert "refund → the status stays or refunded" in show(machine.spec)
    drawn = {(arrow.source, arrow.destination) for arrow in graph_of(machine).arrows if "refund" in arrow.label}
    assert drawn == {("waiting_shipment", "refunded"), ("shipped", "refunded"), ("canceled", "refunded")}


def test_listing_every_status_means_more_than_staying() -> None:
    every = SHOP.replace("[unchanged, refunded]", "[waiting_shipment, shipped, canceled, refunded]")
    edges = {(edge.source, edge.destination) for edge in machine_of(every).edges}
    assert ("canceled", "shipped") in edges
