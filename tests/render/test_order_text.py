from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Any

from stallkeeper.machine.expire import due
from stallkeeper.machine.explain import explain
from stallkeeper.orders import Address, Event, OrderKey, Parcel
from stallkeeper.render.order_text import order_text
from stallkeeper.render.story import event_sentence, story
from stallkeeper.spec.channel_spec import Carrier, CarrierRules
from tests.machine.arranged import NOON, an_order, bundled, later, under_way

KEY = OrderKey("scope", "sample", "A-1")
BUYER = Address(full_name="Zoe Zimmermann", city="Lyon")


def event(kind: Any, who: str = "channel", **more: Any) -> Event:
    return Event(at=NOON, key=KEY, kind=kind, who=who, **more)


HISTORY = (
    event("first_seen", to_status="new", native_status="WAITING_INFORMATION"),
    event("moved", from_status="new", to_status="accepted", native_status="WAITING_INFORMATION"),
)


def shown(**options: Any) -> str:
    machine = bundled("veepee")
    order = an_order(
        *("accepted", "WAITING_INFORMATION", "WAITING_INFORMATION"),
        delivery=BUYER,
        total=Decimal("55"),
        parcels=(Parcel("5", "Fedex", "T1", "https://t.example/T1"),),
        extras={"shop_channel": "x\ny"},
    )
    explanations = [explain(machine, order, action, now=NOON) for action in machine.spec.actions]
    return order_text(order, HISTORY, explanations, due(machine, order), **options)


def test_an_order_is_told_in_full() -> None:
    text = shown(now=later(days=1))

    assert text.startswith(
        "Order A-1 (sample, account account)\naccepted since 2026-11-22 12:00 UTC; native WAITING_INFO"
    )
    assert "  total         55.00 EUR\n" in text
    assert "  shop_channel  x y\n" in text
    assert "Parcel 1: Fedex (5) T1, https://t.example/T1" in text
    assert "Deadline payment: 2026-11-27 12:00 UTC (in 4 days), then canceled by the channel. The buyer's" in text
    assert "  ship: not now\n    ship is not offered at accepted (native WAITING_INFORMATION)" in text
    assert "(channels/veepee/channel.yaml:" in text
    assert text.endswith("  2026-11-22 12:00 UTC  new → accepted by the marketplace (WAITING_INFORMATION)\n")


def test_the_buyer_is_shown_only_when_asked_for() -> None:
    assert "Zoe" not in shown()
    assert "delivery:\n  full_name: Zoe Zimmermann\n  city: Lyon\n" in shown(personal=True)
    assert "billing: not given yet" in shown(personal=True)


def test_what_is_allowed_says_what_it_needs() -> None:
    machine = bundled("veepee")
    order = an_order("waiting_shipment", "PENDING")

    text = order_text(order, (), [explain(machine, order, "ship", now=NOON)])

    assert "  ship: allowed; needs carrier; takes tracking_number, tracking_url\n" in text
    assert f"    stallkeeper act ship {order.id} --carrier …   (`stallkeeper carriers {order.channel}` lists" in text


def test_actions_on_their_way_are_listed() -> None:
    text = shown(submissions=[under_way("ship", "in_doubt")])
    assert "2026-11-22 12:00 UTC  ship    in_doubt         0\n" in text


def test_what_was_given_and_answered_is_told_although_history_keeps_neither() -> None:
    given = {"carrier": "DPD", "tracking_number": "00\x1b[31m34"}
    refused = replace(under_way("ship", "rejected"), id="s1", fields=given, error="the carrier is\nnot known")
    steps = (("queued", "seller:anna"), ("sending", "engine"), ("rejected", "engine"))
    history = [event("submission", who, submission="s1", details={"action": "ship", "state": s}) for s, who in steps]

    told = list(story(history, [refused]))
    assert [line.partition("UTC  ship ")[2] for line in told] == [
        "asked for by anna with carrier DPD, tracking_number 00\ufffd[31m34",
        "sending",
        "rejected: the carrier is not known",
    ]


def test_a_history_reads_as_a_story() -> None:
    happened = {
        "first seen at the marketplace (NEW)": event("first_seen", native_status="NEW"),
        "unforeseen: shipped → refunded by the marketplace (BACK)": event(
            "unforeseen", from_status="shipped", to_status="refunded", native_status="BACK"
        ),
        "unknown native status (ODD); it was shipped": event(
            "unknown_status", from_status="shipped", native_status="ODD"
        ),
        "flag cancel_requested raised on line 2": event(
            "flagged", details={"flag": "cancel_requested", "raised": True, "line": "2"}
        ),
        "flag late lowered": event("flagged", "engine", details={"flag": "late", "raised": False}),
        "deadline quiet passed: shipped → closed by us": event(
            "deadline", "engine", from_status="shipped", to_status="closed", details={"rule": "quiet"}
        ),
        "deadline payment passed: canceled by the marketplace, which has not said so yet": event(
            "deadline", "engine", details={"rule": "payment", "consequence": ["canceled"]}
        ),
        "deadline ship_by passed: from now on it is shipped too late": event(
            "deadline", "engine", details={"rule": "ship_by", "consequence": ["shipped too late"]}
        ),
        "ship asked for by anna": event("submission", "seller:anna", details={"action": "ship", "state": "queued"}),
        "ship in_doubt, attempt 2 (transient; no answer)": event(
            *("submission", "engine"),
            details={
                "action": "ship",
                "state": "in_doubt",
                "attempt": 2,
                "error_kind": "transient",
                "reason": "no answer",
            },
        ),
        "an older report came in and was not applied (READY)": event("stale", details={"native_status": "READY"}),
        "fields of the payload have changed their type: a.b": event("drift", details={"paths": ["a.b"]}),
        "changed at the marketplace": event("changed"),
    }
    assert [event_sentence(each) for each in happened.values()] == list(happened)
    assert list(story([event("changed")])) == ["2026-11-22 12:00 UTC  changed at the marketplace"]


def page(channel: str, status: str, native: str) -> str:
    return order_text(an_order(status, native), (), (), refunds=bundled(channel).spec.refunds)


def test_a_seller_is_told_where_a_refund_at_the_marketplace_is_not_reported() -> None:
    text = page("veepee", "shipped", "SHIPPED")
    assert "Refunds\n  Refunds made at the marketplace itself are not reported. A refund made in the" in text


def test_nothing_is_said_of_refunds_that_are_reported_or_cannot_be_yet() -> None:
    assert "Refunds" not in page("manomano", "shipped", "SHIPPED")
    assert "Refunds" not in page("veepee", "waiting_shipment", "PENDING")
    assert "Refunds" not in page("veepee", "refunded", "REFUNDED")


def test_a_parcel_with_a_code_alone_shows_the_name_that_the_channels_list_has() -> None:
    order = an_order("shipped", "SENT", "SENT", parcels=(Parcel("7", None, "T9"), Parcel("8", None, "T8")))
    rules = CarrierRules(by=("code",), known=(Carrier("7", "Corner Parcel"),))
    text = order_text(order, (), (), carriers=rules)
    assert "Parcel 1: Corner Parcel (7) T9" in text and "Parcel 2: 8 T8" in text
