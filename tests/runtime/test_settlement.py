"""What a look at an order says of a submission: every case, as values."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from stallkeeper.orders import Order, OrderKey, OrderLine, OrderReport, Parcel, Submission
from stallkeeper.runtime.settlement import evidence, facts_before, gave_back_since, only_after, plan_failure, settle
from stallkeeper.spec.channel_spec import ChannelSpec
from tests.runtime.arranged import START, corner_shop

NATIVE = {"waiting_shipment": "PAID", "shipped": "SENT", "partial_refunded": "PARTLY_REFUNDED", "canceled": "CANCELED"}


def order(status: str | None, native: str | None = None, **report: Any) -> Order:
    word = native or NATIVE.get(status or "", "ODD")
    told = OrderReport(**{"id": "A1", "native_status": word, "lines": (OrderLine("1", "LAMP"),), **report})
    return Order(OrderKey("company", "corner_shop", "A1"), "my-shop", status, word, START, START, START, told)


def submission(before: Order, action: str, *expected: str, state: str = "in_doubt") -> Submission:
    return Submission(
        id="s1",
        key=before.key,
        account="my-shop",
        action=action,
        fields={},
        state=state,  # type: ignore[arg-type]
        expected=expected,
        before=before.native_status,
        who="seller:anna",
        created_at=START,
        updated_at=START,
        next_attempt_at=START,
        extras=facts_before(before),
    )


def spec() -> ChannelSpec:
    found = corner_shop().spec
    assert found is not None
    return found


PAID = order("waiting_shipment")
SHIP = submission(PAID, "ship", "shipped")
PART = order("partial_refunded", refunded=Decimal(5))
REFUND = submission(PART, "refund", "partial_refunded", "refunded")


@pytest.mark.parametrize(
    ("sent", "seen", "settled"),
    [
        (SHIP, order("shipped"), "confirmed"),
        (SHIP, PAID, "still_before"),
        (SHIP, order("waiting_shipment", "PACKING"), "unclear"),
        (SHIP, order("canceled"), "superseded"),
        (SHIP, order(None), "unclear"),
        (SHIP, order("waiting_shipment", parcels=(Parcel("DHL"),)), "unclear"),
        (REFUND, PART, "still_before"),
        (REFUND, order("partial_refunded", refunded=Decimal(10)), "confirmed"),
        (REFUND, order("partial_refunded", refunded=Decimal(5), parcels=(Parcel("DHL"),)), "unclear"),
        (
            REFUND,
            order("partial_refunded", refunded=Decimal(5), lines=(OrderLine("1", "LAMP", quantity=2),)),
            "unclear",
        ),
        (REFUND, order("refunded", "REFUNDED", refunded=Decimal(20)), "confirmed"),
        (REFUND, order("partial_refunded", refunded=Decimal("5.00")), "still_before"),
    ],
)
def test_what_an_order_says_of_a_submission(sent: Submission, seen: Order, settled: str) -> None:
    assert settle(sent, seen).settled == settled


def test_an_order_that_passed_through_an_expected_status_confirms() -> None:
    gone_on = order("partial_refunded", refunded=Decimal(1))
    assert settle(SHIP, gone_on).settled == "superseded"
    assert settle(SHIP, gone_on, passed={"shipped", "partial_refunded"}).settled == "confirmed"
    assert settle(SHIP, gone_on, only_through=only_after(spec(), SHIP)).settled == "confirmed"


def test_a_status_that_can_be_reached_another_way_proves_nothing() -> None:
    assert only_after(spec(), SHIP) == {"closed", "partial_refunded", "refunded"}
    assert "canceled" not in only_after(spec(), SHIP)
    accept = submission(order("waiting_acceptance", "OFFERED"), "accept", "waiting_shipment")
    assert "canceled" not in only_after(spec(), accept)
    assert "shipped" in only_after(spec(), accept)


@pytest.mark.parametrize(
    "changed",
    [
        {"refunded": Decimal(1)},
        {"parcels": (Parcel("DHL"),)},
        {"lines": (OrderLine("1", "LAMP", quantity=0),)},
        {"lines": (OrderLine("1", "LAMP", native_status="GONE"),)},
        {"lines": (OrderLine("1", "LAMP", shipped=1),)},
        {"lines": (OrderLine("1", "LAMP", refunded=Decimal(1)),)},
    ],
)
def test_evidence_is_what_a_shipment_or_a_refund_changes(changed: dict[str, Any]) -> None:
    assert evidence(order("shipped", **changed)) != evidence(order("shipped"))


def test_a_second_unit_that_left_is_evidence_beside_the_first() -> None:
    one, two = ((OrderLine("1", "LAMP", quantity=3, native_status="PART", shipped=units),) for units in (1, 2))
    assert evidence(order("shipped", lines=one)) != evidence(order("shipped", lines=two))


def test_evidence_is_not_what_changes_anyway() -> None:
    later = order("shipped", modified_at=START + timedelta(days=1), total=Decimal(3), has_claim=True)
    assert evidence(later) == evidence(order("shipped"))
    two = (OrderLine("1", "LAMP"), OrderLine("2", "VASE"))
    assert evidence(order("shipped", lines=two)) == evidence(order("shipped", lines=two[::-1]))


@pytest.mark.parametrize(
    ("kind", "following"),
    [
        ("transient", "again"),
        ("rate_limited", "again"),
        ("auth", "rest"),
        ("already_done", "acknowledged"),
        ("validation", "look"),
        ("state_conflict", "look"),
        ("not_found", "look"),
        ("permanent", "look"),
        ("unknown", "look"),
    ],
)
def test_what_follows_a_no(kind: Any, following: str) -> None:
    assert plan_failure(kind, doubtful=False) == following
    assert plan_failure(kind, doubtful=True) == "in_doubt"


def test_a_submission_made_without_facts_is_settled_by_its_status_alone() -> None:
    assert settle(replace(SHIP, extras={}), order("shipped")).settled == "confirmed"


def test_a_channel_that_begins_to_count_units_while_an_action_is_under_way_shows_nothing_by_it() -> None:
    one, two = ((OrderLine("1", "LAMP", quantity=3, shipped=units),) for units in (None, 0))
    assert evidence(order("shipped", lines=one)) == evidence(order("shipped", lines=two))


def test_lines_of_an_order_that_was_merged_into_it_show_nothing() -> None:
    own = OrderLine("1", "LAMP", quantity=3, shipped=0)
    merged = (own, OrderLine("2", "VASE", native_status="SHIPPED", shipped=1))
    asked = order("partial_refunded", lines=(own,))
    refund = replace(SHIP, expected=("partial_refunded",), extras=facts_before(asked))
    assert settle(refund, order("partial_refunded", lines=merged)).settled != "confirmed"
    assert not gave_back_since(refund, order("partial_refunded", lines=merged))
    sent = (replace(own, shipped=3), merged[1])
    ship = replace(SHIP, expected=("shipped",), extras=facts_before(order("shipped", lines=(own,))))
    assert settle(ship, order("shipped", lines=merged)).settled != "confirmed"
    assert settle(ship, order("shipped", lines=sent)).settled == "confirmed"
