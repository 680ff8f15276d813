"""What a look at an order says of a submission: every case, as values."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from stallkeeper.orders import Order, OrderKey, OrderLine, OrderReport, Parcel, Submission
from stallkeeper.runtime.evidence import FACTS, facts_before
from stallkeeper.runtime.settlement import gave_back_since, only_after, plan_failure, settle
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


@pytest.mark.parametrize(
    ("native", "status", "settled", "may_have_been_given"),
    [
        ("SENT", "shipped", "still_before", False),
        ("RECEIVED", "shipped", "unclear", True),
        ("WHO_KNOWS", None, "unclear", True),
        ("CANCELED", "canceled", "unclear", True),
        ("REFUNDED", "refunded", "confirmed", True),
    ],
)
def test_a_second_refund_is_shown_by_a_lines_word_only_where_it_means_one(
    native: str, status: str | None, settled: str, may_have_been_given: bool
) -> None:
    def with_line(native: str, status: str | None) -> Order:
        line = OrderLine("1", "LAMP", native_status=native, status=status)
        return order("partial_refunded", refunded=Decimal(5), lines=(line,))

    asked = submission(with_line("SENT", "shipped"), "refund", "partial_refunded", "refunded")
    seen = with_line(native, status)
    assert settle(asked, seen).settled == settled
    assert gave_back_since(asked, seen) == may_have_been_given


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


def test_lines_of_an_order_that_was_merged_into_it_show_nothing() -> None:
    own = OrderLine("1", "LAMP", quantity=3, shipped=0)
    merged = (own, OrderLine("2", "VASE", native_status="SHIPPED", shipped=1))
    asked = order("partial_refunded", lines=(own,))
    refund = replace(SHIP, expected=("partial_refunded",), extras=facts_before(asked))
    assert settle(refund, order("partial_refunded", lines=merged)).settled != "confirmed"
    assert not gave_back_since(refund, order("partial_refunded", lines=merged))
    sent = (replace(own, shipped=3), merged[1])
    waiting = order("waiting_shipment", lines=(own,))
    ship = replace(SHIP, expected=("shipped", "waiting_shipment"), extras=facts_before(waiting))
    assert settle(ship, order("waiting_shipment", lines=merged)).settled != "confirmed"
    assert settle(ship, order("waiting_shipment", lines=sent)).settled == "confirmed"


OWN = OrderLine("1", "LAMP", quantity=3, shipped=0)
OTHER = OrderLine("2", "VASE", shipped=1)
WAITING = order("waiting_shipment", lines=(OWN,))


@pytest.mark.parametrize(
    ("expected", "asked", "seen", "settled"),
    [
        # the parcel and the units are those of the other order
        ("waiting_shipment", WAITING, {"lines": (OWN, OTHER), "parcels": (Parcel("UPS"),)}, "still_before"),
        ("waiting_shipment", WAITING, {"lines": (replace(OWN, shipped=1), OTHER)}, "confirmed"),
        # where no line tells its units, nobody knows whose parcel it is
        ("waiting_shipment", PAID, {"lines": (OrderLine("1", "LAMP"), OTHER), "parcels": (Parcel("UPS"),)}, "unclear"),
        # money that stands at the lines is theirs, other money may be anybody's
        ("partial_refunded", PART, {"refunded": Decimal(5), "lines": (OrderLine("1", "LAMP"), OTHER)}, "unclear"),
        ("partial_refunded", PART, {"refunded": Decimal(9), "lines": (OrderLine("1", "LAMP"), OTHER)}, "unclear"),
    ],
)
def test_what_an_order_says_into_which_another_one_was_merged(
    expected: str, asked: Order, seen: dict[str, Any], settled: str
) -> None:
    sent = submission(asked, "any", expected)
    assert settle(sent, order(asked.status, **seen)).settled == settled


def _refunded(*amounts: str) -> dict[str, Any]:
    lines = tuple(OrderLine(str(at), "LAMP", refunded=Decimal(each)) for at, each in enumerate(amounts))
    return {"lines": lines, "refunded": sum(map(Decimal, amounts))}


def test_a_refund_is_shown_by_the_money_of_its_own_lines_and_not_by_that_of_a_merged_order() -> None:
    refund = submission(order("partial_refunded", **_refunded("1")), "refund", "partial_refunded")
    other_money = order("partial_refunded", **_refunded("1", "1.00"))
    assert settle(refund, other_money).settled == "still_before"
    assert not gave_back_since(refund, other_money)
    own_money = order("partial_refunded", **_refunded("3", "1"))
    assert settle(refund, own_money).settled == "confirmed"
    assert gave_back_since(refund, own_money)


def test_a_queued_refund_is_not_made_where_a_merged_order_hides_whose_money_was_given_back() -> None:
    hidden = order("partial_refunded", refunded=Decimal(9), lines=(OrderLine("1", "LAMP"), OTHER))
    assert gave_back_since(REFUND, hidden)


@pytest.mark.parametrize("passed", [(), ("partial_refunded",)])
def test_an_order_that_moved_by_what_was_merged_into_it_confirms_no_refund(passed: tuple[Any, ...]) -> None:
    refund = submission(order("shipped", **_refunded("0")), "refund", "partial_refunded", "refunded")
    assert settle(refund, order("partial_refunded", **_refunded("0", "1")), passed).settled == "unclear"
    assert settle(refund, order("partial_refunded", **_refunded("1", "1")), passed).settled == "confirmed"


def test_an_order_that_moved_by_what_was_merged_into_it_confirms_no_shipment_whose_units_stand() -> None:
    ship = submission(WAITING, "ship", "shipped")
    assert settle(ship, order("shipped", lines=(OWN, OTHER))).settled == "unclear"
    assert settle(ship, order("shipped", lines=(replace(OWN, shipped=3), OTHER))).settled == "confirmed"


def test_a_submission_of_an_older_version_is_left_to_a_person_unless_its_order_has_moved() -> None:
    kept = {name: fact for name, fact in facts_before(PART).items() if name != FACTS}
    refund = replace(REFUND, extras=kept)
    assert settle(refund, PART).settled == "unclear"
    assert settle(refund, order("partial_refunded", refunded=Decimal(9))).settled == "unclear"
    assert settle(refund, order("refunded", "REFUNDED")).settled == "confirmed"


def test_a_refund_of_an_older_version_that_waits_is_called_off_where_anything_was_given_back() -> None:
    refund = replace(REFUND, extras={"status_before": "shipped"})
    assert gave_back_since(refund, order("shipped", refunded=Decimal(9)))
    assert gave_back_since(refund, order("shipped", lines=(OrderLine("1", "LAMP", refunded=Decimal(9)),)))
    assert gave_back_since(refund, order("refunded"))
    assert not gave_back_since(refund, order("shipped", refunded=Decimal(0)))


def test_a_refusal_is_not_shown_by_a_cancellation_that_came_after_an_acceptance() -> None:
    refuse = submission(order("waiting_acceptance", "OFFERED"), "refuse", "refused", "canceled")
    assert settle(refuse, order("canceled"), passed={"canceled"}).settled == "confirmed"
    assert settle(refuse, order("canceled"), passed={"accepted", "canceled"}).settled == "unclear"
