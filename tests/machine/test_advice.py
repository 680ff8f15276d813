from __future__ import annotations

import pytest

from stallkeeper.machine.compile import Machine
from stallkeeper.machine.decide import decide
from stallkeeper.machine.decision import Advice, Change
from stallkeeper.machine.documents import documents_of
from stallkeeper.machine.explain import explain
from tests.machine.arranged import NOON, an_order, machine_of

SHOP = """
starts_at: [waiting_shipment]
statuses:
  waiting_shipment: {native: [READY], actions: [ship], next: [shipped]}
  shipped: {native: [SENT]}
actions:
  ship:
    results_in: shipped
    needs: [carrier]
    recommends:
      - {fields: [tracking_number, tracking_url], because: Parcels without tracking count against the score.}
      - {fields: carrier_name, because: Buyers like to know.}
documents:
  invoice: {made_by: seller, if: {order.site: [fr, it]}}
  label: {made_by: channel}
"""


@pytest.fixture(scope="module")
def shop() -> Machine:
    return machine_of(SHOP)


def advice(shop: Machine, **fields: str) -> list[tuple[str, ...]]:
    decision = decide(shop, an_order("waiting_shipment", "READY"), "ship", {"carrier": "5", **fields}, now=NOON)
    assert isinstance(decision, Change)
    return [each.fields for each in decision.advice]


def test_what_is_recommended_and_not_given_is_told_and_hinders_nothing(shop: Machine) -> None:
    assert advice(shop) == [("tracking_number", "tracking_url"), ("carrier_name",)]
    assert advice(shop, tracking_number="X1") == [("tracking_url",), ("carrier_name",)]


def test_what_is_given_is_not_recommended_any_more(shop: Machine) -> None:
    assert advice(shop, tracking_number="X1", tracking_url="https://x", carrier_name="Fedex") == []


def test_an_advice_names_what_is_lost_and_the_place_of_its_rule(shop: Machine) -> None:
    explanation = explain(shop, an_order("waiting_shipment", "READY"), "ship", now=NOON)

    assert explanation.allowed
    last = explanation.advice[-1]
    assert last == Advice(("carrier_name",), "Buyers like to know.", last.place)
    assert last.place.line == 20


def test_a_recommended_field_is_taken_without_being_listed(shop: Machine) -> None:
    assert shop.spec.actions["ship"].takes() == ("carrier", "tracking_number", "tracking_url", "carrier_name")


@pytest.mark.parametrize(("site", "names"), [("fr", ["invoice", "label"]), ("de", ["label"]), (None, ["label"])])
def test_a_document_is_only_of_the_orders_that_its_condition_names(
    shop: Machine, site: str | None, names: list[str]
) -> None:
    order = an_order("waiting_shipment", "READY", site=site)

    assert [document.name for document in documents_of(shop.spec, order)] == names
