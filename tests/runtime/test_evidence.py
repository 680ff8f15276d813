"""What an order shows of an action, by its own lines: every case, as values."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from stallkeeper.orders import OrderLine, Parcel, Submission
from stallkeeper.runtime.evidence import evidence_of, facts_before
from stallkeeper.runtime.settlement import ruled_out, settle
from tests.runtime.arranged import START
from tests.runtime.test_settlement import order, submission

LAMP = OrderLine("1", "LAMP", quantity=3, native_status="PAID", status="waiting_shipment", shipped=0)
VASE = OrderLine("2", "VASE", quantity=1, native_status="PAID", status="waiting_shipment", shipped=0)
BOTH = order("waiting_shipment", lines=(LAMP, VASE))
SENT = {"native_status": "SENT", "status": "shipped"}
CANCELED = {"native_status": "CANCELED", "status": "canceled"}
SHIP = submission(BOTH, "ship", "shipped", "waiting_shipment")
CANCEL = submission(BOTH, "cancel", "canceled", "waiting_shipment", "shipped")
REFUND = submission(order("shipped", lines=(LAMP, VASE)), "refund", "refunded", "partial_refunded", "unchanged")


def about(asked: Submission, line: str) -> Submission:
    return replace(asked, fields={"line": line})


def seen(lamp: dict[str, Any], vase: dict[str, Any] | None = None, **report: Any) -> Any:
    return order("waiting_shipment", lines=(replace(LAMP, **lamp), replace(VASE, **(vase or {}))), **report)


@pytest.mark.parametrize(
    ("asked", "now", "change"),
    [
        (about(SHIP, "1"), seen({"shipped": 1}), "shown"),
        (about(SHIP, "1"), seen(SENT), "shown"),
        (about(SHIP, "1"), seen({}, SENT), "none"),
        (about(SHIP, "1"), seen({}, CANCELED), "none"),
        (about(SHIP, "1"), seen({}, {"quantity": 0}), "none"),
        (about(SHIP, "1"), seen({}, refunded=Decimal(3)), "none"),
        (about(SHIP, "1"), seen(CANCELED), "otherwise"),
        (about(SHIP, "1"), seen({"quantity": 2}), "otherwise"),
        (about(SHIP, "3"), seen(SENT), "untold"),
        (SHIP, seen(SENT, SENT), "shown"),
        (SHIP, seen(SENT, CANCELED), "shown"),
        (SHIP, seen(SENT), "in_part"),
        (SHIP, seen({}, CANCELED), "otherwise"),
        (about(CANCEL, "1"), seen(CANCELED), "shown"),
        (about(CANCEL, "1"), seen({"quantity": 0}), "shown"),
        (about(CANCEL, "1"), seen(SENT), "otherwise"),
        (about(CANCEL, "1"), seen({}, CANCELED), "none"),
        (about(CANCEL, "1"), seen({"native_status": "RETURNED", "status": "refunding"}), "otherwise"),
        (about(REFUND, "1"), seen({"refunded": Decimal(1)}, refunded=Decimal(1)), "shown"),
        (about(REFUND, "1"), seen({}, {"refunded": Decimal(1)}, refunded=Decimal(1)), "none"),
        (about(REFUND, "1"), seen({}, refunded=Decimal(1)), "untold"),
        (REFUND, seen({}, refunded=Decimal(1)), "shown"),
        (REFUND, seen({}, {"refunded": Decimal(1)}, refunded=Decimal(1)), "shown"),
        (REFUND, seen({}, refunded=Decimal(0)), "none"),
        (about(REFUND, "1"), seen({"refunded": Decimal(0)}, refunded=Decimal("0.00")), "none"),
        (REFUND, seen({"native_status": "RECEIVED"}), "otherwise"),
    ],
)
def test_only_what_an_action_changes_at_its_own_lines_shows_it(asked: Submission, now: Any, change: str) -> None:
    assert evidence_of(asked, now) == change


@pytest.mark.parametrize(
    ("word", "change"), [(CANCELED, "otherwise"), (SENT, "shown"), ({"native_status": "X"}, "shown")]
)
def test_an_acceptance_is_shown_by_a_word_that_may_follow_it(word: dict[str, Any], change: str) -> None:
    accept = replace(SHIP, action="accept", expected=("accepted", "waiting_shipment", "shipped"))
    assert evidence_of(accept, seen(word, word)) == change


def test_a_line_that_was_at_its_end_before_is_none_that_a_whole_order_means() -> None:
    before = order("waiting_shipment", lines=(replace(LAMP, **SENT), VASE))
    ship = submission(before, "ship", "shipped", "waiting_shipment")
    assert evidence_of(ship, order("shipped", lines=(replace(LAMP, **SENT), replace(VASE, **SENT)))) == "shown"
    assert evidence_of(ship, order("shipped", lines=(replace(LAMP, **SENT), replace(VASE, **CANCELED)))) == "otherwise"


def test_a_second_unit_that_left_is_evidence_beside_the_first() -> None:
    before = order("waiting_shipment", lines=(replace(LAMP, native_status="PART", shipped=1),))
    ship = submission(before, "ship", "shipped", "waiting_shipment")
    assert evidence_of(ship, before) == "none"
    assert evidence_of(ship, order("waiting_shipment", lines=(replace(LAMP, shipped=2),))) == "shown"


def test_of_two_lines_of_one_id_nobody_can_tell_that_nothing_was_done() -> None:
    twins = (LAMP, replace(LAMP, quantity=1))
    ship = submission(order("waiting_shipment", lines=twins), "ship", "shipped", "waiting_shipment")
    assert evidence_of(ship, order("waiting_shipment", lines=(replace(LAMP, **SENT), twins[1]))) == "untold"


def test_a_line_that_is_gone_did_not_bring_its_order_where_the_others_did() -> None:
    sent = order("shipped", lines=(replace(VASE, **SENT),))
    assert settle(about(SHIP, "1"), sent).settled == "unclear"
    assert settle(about(SHIP, "2"), sent).settled == "confirmed"
    assert settle(SHIP, order("shipped", lines=())).settled == "confirmed"


def test_evidence_is_not_what_changes_anyway() -> None:
    later = order(
        "waiting_shipment",
        lines=(VASE, LAMP),
        modified_at=START + timedelta(days=1),
        total=Decimal(3),
        has_claim=True,
    )
    assert evidence_of(SHIP, later) == "none"


def test_a_channel_that_begins_to_count_units_while_an_action_is_under_way_shows_nothing_by_it() -> None:
    uncounted = order("waiting_shipment", lines=(replace(LAMP, shipped=None),))
    ship = submission(uncounted, "ship", "shipped")
    assert evidence_of(ship, order("waiting_shipment", lines=(LAMP,))) == "none"


def test_a_word_that_only_says_that_the_buyer_asks_to_cancel_shows_nothing() -> None:
    assert evidence_of(SHIP, seen({"native_status": "ASKED", "flags": ("cancel_requested",)})) == "none"


@pytest.mark.parametrize(
    ("line", "of_which", "change"),
    [
        # lines that say nothing of themselves: the parcel is the order's, and one line's only where there is no other
        (None, ("1",), "shown"),
        (None, (), "shown"),
        ("1", ("1",), "shown"),
        ("1", ("1", "2"), "untold"),
    ],
)
def test_a_parcel_shows_a_shipment_where_no_line_says_of_itself(
    line: str | None, of_which: tuple[str, ...], change: str
) -> None:
    lines = tuple(OrderLine(each, "LAMP") for each in of_which)
    ship = submission(order("waiting_shipment", lines=lines), "ship", "shipped", "waiting_shipment")
    if line is not None:
        ship = about(ship, line)
    assert evidence_of(ship, order("waiting_shipment", lines=lines, parcels=(Parcel("DHL"),))) == change


def test_a_parcel_of_its_own_number_shows_the_shipment_of_one_line_of_several() -> None:
    lines = (OrderLine("1", "LAMP"), OrderLine("2", "VASE"))
    asked = submission(order("waiting_shipment", lines=lines), "ship", "shipped", "waiting_shipment")
    ship = replace(asked, fields={"line": "1", "tracking_number": "MINE"})
    mine, another = (
        order("waiting_shipment", lines=lines, parcels=(Parcel("DHL", tracking_number=number),))
        for number in ("MINE", "ANOTHER")
    )
    assert (evidence_of(ship, mine), evidence_of(ship, another)) == ("shown", "untold")


def test_a_parcel_says_nothing_of_lines_whose_units_are_counted_and_have_not_left() -> None:
    parcel = (Parcel("DHL"),)
    assert evidence_of(about(SHIP, "1"), seen({}, parcels=parcel)) == "none"
    assert evidence_of(SHIP, seen({}, parcels=parcel)) == "untold"


def test_money_that_may_have_come_with_lines_of_another_order_is_nobodys_even_after_a_yes() -> None:
    taken = replace(about(REFUND, "1"), state="acknowledged")
    merged = order("shipped", lines=(LAMP, VASE, OrderLine("3", "MUG")), refunded=Decimal(1))
    assert evidence_of(taken, merged) == "untold"
    assert evidence_of(taken, order("shipped", lines=(LAMP, VASE), refunded=Decimal(1))) == "shown"


def test_money_that_was_taken_back_shows_no_refund() -> None:
    lines = (replace(LAMP, refunded=Decimal(5)),)
    of_line = submission(order("partial_refunded", lines=lines, refunded=Decimal(5)), "refund", "partial_refunded")
    less = order("partial_refunded", lines=(replace(LAMP, refunded=Decimal(3)),), refunded=Decimal(3))
    assert (evidence_of(of_line, less), settle(of_line, less).settled) == ("otherwise", "unclear")
    of_order = submission(order("partial_refunded", refunded=Decimal(5)), "refund", "partial_refunded")
    assert evidence_of(of_order, order("partial_refunded", refunded=Decimal(3))) == "otherwise"


def test_a_parcel_that_bore_its_number_before_is_no_evidence_beside_another_one() -> None:
    lines = (OrderLine("1", "LAMP"), OrderLine("2", "VASE"))
    there = Parcel("DHL", tracking_number="MINE")
    before = order("waiting_shipment", lines=lines, parcels=(there,))
    fields = {"line": "2", "tracking_number": "MINE"}
    asked = submission(before, "ship", "shipped", "waiting_shipment")
    ship = replace(asked, fields=fields, extras=facts_before(before, fields))
    another = order("waiting_shipment", lines=lines, parcels=(there, Parcel("DHL", tracking_number="ANOTHER")))
    assert evidence_of(ship, another) == "untold"
    again = order("waiting_shipment", lines=lines, parcels=(there, Parcel("DHL", tracking_number="MINE")))
    assert evidence_of(ship, again) == "shown"


def test_what_is_kept_of_an_order_holds_no_buyer() -> None:
    assert set(facts_before(BOTH)["facts_before"]) == {"refunded", "parcels", "own_parcels", "lines"}


@pytest.mark.parametrize(
    ("asked", "status", "lines", "settled"),
    [
        # where it moved to is what the action leads to, and its lines say otherwise
        (about(SHIP, "2"), "shipped", (SENT, CANCELED), "superseded"),
        (about(SHIP, "2"), "shipped", (SENT, {"quantity": 0}), "superseded"),
        (CANCEL, "shipped", (SENT, SENT), "superseded"),
        # where it moved to is where it may stand when another line was dealt with
        (about(CANCEL, "2"), "shipped", (SENT, {}), "unclear"),
        (about(CANCEL, "2"), "shipped", (SENT, CANCELED), "confirmed"),
        (about(submission(BOTH, "ship", "shipped"), "1"), "shipped", ({}, SENT), "unclear"),
        (submission(BOTH, "refund", "refunded", "shipped"), "shipped", ({}, {}), "unclear"),
        # no line says anything: the order's own word counts
        (submission(BOTH, "ship", "shipped"), "shipped", ({}, {}), "confirmed"),
        (submission(BOTH, "cancel", "canceled"), "canceled", ({}, {}), "confirmed"),
        (submission(BOTH, "ship", "shipped"), "shipped", (SENT, {}), "confirmed"),
    ],
)
def test_a_move_to_an_expected_status_counts_as_far_as_the_lines_bear_it_out(
    asked: Submission, status: str, lines: tuple[dict[str, Any], dict[str, Any]], settled: str
) -> None:
    now = order(status, lines=(replace(LAMP, **lines[0]), replace(VASE, **lines[1])))
    assert settle(asked, now).settled == settled


@pytest.mark.parametrize(("shipped", "settled"), [(None, "confirmed"), (0, "unclear")])
def test_a_merged_order_that_was_sent_confirms_a_shipment_where_its_own_lines_do_not_count_units(
    shipped: int | None, settled: str
) -> None:
    own = replace(LAMP, shipped=shipped)
    ship = submission(order("waiting_shipment", lines=(own,)), "ship", "shipped")
    assert settle(ship, order("shipped", lines=(own, OrderLine("3", "MUG")))).settled == settled


def test_a_cancellation_is_ruled_out_by_its_own_line_that_was_sent_wherever_the_order_stands() -> None:
    assert ruled_out(about(CANCEL, "1"), seen(SENT))
    assert not ruled_out(about(CANCEL, "1"), seen({}, SENT))


def test_what_an_order_went_through_confirms_nothing_where_it_stood_there_before_or_lines_came_in() -> None:
    closed, passed = order("closed", "CLOSED", lines=(LAMP, VASE)), ("partial_refunded",)
    first = submission(order("shipped", lines=(LAMP, VASE)), "refund", "partial_refunded", "refunded")
    second = submission(order("partial_refunded", lines=(LAMP, VASE)), "refund", "partial_refunded", "refunded")
    merged = order("closed", "CLOSED", lines=(LAMP, VASE, OrderLine("3", "MUG")))
    assert settle(first, closed, passed).settled == "confirmed"
    assert settle(second, closed, passed).settled != "confirmed"
    assert settle(first, merged, passed).settled != "confirmed"
