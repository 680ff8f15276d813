from __future__ import annotations

from decimal import Decimal

from stallkeeper.machine.decide import decide
from stallkeeper.machine.expire import due
from stallkeeper.machine.explain import explain
from stallkeeper.orders import Address, Parcel
from stallkeeper.render.json_form import (
    decision_form,
    due_form,
    explanation_form,
    order_form,
    submission_form,
    whole_order_form,
)
from stallkeeper.text.json_codec import decode, encode
from tests.machine.arranged import NOON, an_order, bundled, under_way

BUYER = Address(full_name="Zoe Zimmermann", email="zoe@example.test")


def test_an_order_goes_to_json_and_back_with_exact_amounts() -> None:
    form = order_form(an_order("shipped", "SENT", "SENT", total=Decimal("12.10"), delivery=BUYER))

    again = decode(encode(form))
    assert (again["id"], again["status"], again["status_since"]) == ("A-1", "shipped", "2026-11-22T12:00:00Z")
    assert again["report"]["total"] == Decimal("12.10")
    assert again["report"]["lines"][0]["native_status"] == "SENT"


def test_personal_data_is_in_it_only_when_asked_for() -> None:
    order = an_order("shipped", "SENT", delivery=BUYER, billing=BUYER)

    assert b"Zoe" not in encode(order_form(order))
    assert "delivery" not in order_form(order)["report"]
    assert order_form(order, personal=True)["report"]["delivery"]["email"] == "zoe@example.test"


def test_texts_and_tracking_go_with_the_buyer_and_texts_of_a_list_with_anybody() -> None:
    extras = {"note": "Zoe is away", "notes": ["for Zoe"], "site": "fr", "days": 3, "paid": True}
    parcels = (Parcel("5", "Fedex", "Zoe-1", "https://track.example/Zoe-1", NOON),)
    order = an_order("shipped", "SENT", extras=extras, parcels=parcels)

    report = order_form(order, listed={"site"})["report"]
    assert report["extras"] == {"site": "fr", "days": 3, "paid": True}
    assert report["parcels"] == [{"carrier": "5", "carrier_name": "Fedex", "shipped_at": "2026-11-22T12:00:00Z"}]
    for form in (order_form(order, personal=True), whole_order_form(order)):
        assert form["report"]["extras"] == extras
        assert form["report"]["parcels"][0]["tracking_number"] == "Zoe-1"
    assert "delivery" not in whole_order_form(order)["report"]


def test_decisions_say_what_they_are() -> None:
    machine, order = bundled("manomano"), an_order("waiting_shipment", "PREPARATION")

    yes = decision_form(decide(machine, order, "ship", {"carrier": "DPD"}, now=NOON))
    no = decision_form(decide(machine, order, "accept", {}, now=NOON))
    not_yet = decision_form(decide(machine, order, "ship", {"carrier": "Other"}, now=NOON))

    assert (yes["answer"], yes["fields"], yes["expected"]) == ("change", {"carrier": "DPD"}, ["shipped"])
    assert (no["answer"], no["reasons"][0]["code"]) == ("not_offered", "wrong_status")
    assert (not_yet["answer"], not_yet["missing"]) == ("incomplete", ["carrier_name", "tracking_url"])
    assert not_yet["reasons"][0]["place"]["path"] == "channels/manomano/channel.yaml"
    for form in (yes, no, not_yet):
        assert decode(encode(form)) == form


def test_explanations_deadlines_and_submissions_have_forms() -> None:
    machine = bundled("veepee")
    order = an_order("accepted", "WAITING_INFORMATION")

    assert explanation_form(explain(machine, order, "ship", now=NOON))["allowed"] is False
    (form,) = [due_form(each) for each in due(machine, order)]
    assert (form["rule"], form["due_at"], form["consequence"]) == (
        *("payment", "2026-11-27T12:00:00Z"),
        "canceled by the channel",
    )
    assert submission_form(under_way("ship", fields={"carrier": "5"}))["fields"] == {"carrier": "5"}
