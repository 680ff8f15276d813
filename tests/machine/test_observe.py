from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from stallkeeper.machine.compile import Machine
from stallkeeper.machine.decision import Observation
from stallkeeper.machine.observe import observe
from stallkeeper.orders import Order, OrderLine
from tests.machine.arranged import NOON, a_report, an_order, bundled, later, machine_of

SHOP = """
starts_at: waiting_acceptance
statuses:
  waiting_acceptance: {native: [NEW], actions: [accept], next: [canceled]}
  accepted: {native: [PAYING], next: [waiting_shipment, canceled]}
  waiting_shipment: {native: [READY, PACKED], actions: [ship], next: [canceled]}
  shipped:
    native: [SENT]
    next: [refunding]
    deadline: {id: quiet, within: 60 days, else: closed, kept_by: us}
  closed: {}
  canceled: {native: [GONE]}
  refunding: {native: [RETURNING], next: [refunded, canceled]}
  refunded: {native: [BACK]}
  partial_refunded: {native: [PART]}
lines:
  statuses:
    refunded: [LineBack]
    canceled: [LineGone]
  says_nothing: [Nothing]
  decide:
    - {if: {native.status: SENT}, all: refunded, then: refunded}
    - {if: {native.status: SENT}, any: refunded, then: partial_refunded}
flags:
  CancelAsked: {raises: cancel_requested, on: line}
  Disputed: {raises: disputed}
order_fields:
  corporation: {type: text}
only:
  - {if: {order.corporation: OURS}, because: Not our partner.}
actions:
  accept: {results_in: accepted}
  ship: {results_in: shipped}
"""


@pytest.fixture(scope="module")
def shop() -> Machine:
    return machine_of(SHOP)


def after(order: Order, seen: Observation, native: str, **report: Any) -> Order:
    """The order as it is held once an observation of this native status has been applied."""
    lines = tuple(
        OrderLine(id=line.id, sku=line.sku, native_status=line.native_status, status=status)
        for line, status in zip(order.report.lines, seen.line_statuses, strict=False)
    )
    taken = replace(order.report, native_status=native, lines=lines, **report)
    return replace(order, status=seen.status, native_status=native, report=taken)


def test_every_order_is_first_seen_as_new(shop: Machine) -> None:
    assert observe(shop, None, a_report("NEW")).path == ("new", "waiting_acceptance")
    assert observe(shop, None, a_report("SENT")) == Observation("shipped", ("new", "shipped"))


def test_an_order_stays_new_where_its_word_means_new() -> None:
    machine = machine_of("""
        starts_at: new
        statuses:
          new: {native: [CHECKED], next: [waiting_acceptance]}
          waiting_acceptance: {native: [NEW]}
        actions: {}
        """)

    assert observe(machine, None, a_report("CHECKED")) == Observation("new", ("new",))
    assert observe(machine, an_order("new", "CHECKED"), a_report("NEW")).path == ("waiting_acceptance",)


def test_a_first_sight_is_never_unforeseen(shop: Machine) -> None:
    seen = observe(shop, None, a_report("BACK"))

    assert seen.foreseen
    assert seen.path == ("new", "refunded")


@pytest.mark.parametrize(
    ("held", "native", "path", "foreseen"),
    [
        (("waiting_acceptance", "NEW"), "GONE", ("canceled",), True),  # declared as next
        (("waiting_acceptance", "NEW"), "PAYING", ("accepted",), True),  # the result of an action offered there
        (("waiting_acceptance", "NEW"), "READY", ("accepted", "waiting_shipment"), True),  # passed through accepted
        (("waiting_shipment", "READY"), "SENT", ("shipped",), True),
        (("waiting_shipment", "READY"), "NEW", ("waiting_acceptance",), False),  # backwards
        (("waiting_acceptance", "NEW"), "SENT", ("shipped",), False),  # somebody would have had to ship
        (("shipped", "SENT"), "BACK", ("refunded",), False),  # somebody decided the refund, and we did not see it
        (("shipped", "SENT"), "RETURNING", ("refunding",), True),
        (("refunding", "RETURNING"), "GONE", ("canceled",), True),
    ],
)
def test_a_later_report_is_obeyed_and_called_foreseen_or_not(
    shop: Machine, held: tuple[str, str], native: str, path: tuple[str, ...], foreseen: bool
) -> None:
    seen = observe(shop, an_order(*held), a_report(native))

    assert seen.status == path[-1]
    assert (seen.path, seen.foreseen) == (path, foreseen)


def test_another_word_for_the_same_status_moves_nothing(shop: Machine) -> None:
    assert observe(shop, an_order("waiting_shipment", "READY"), a_report("PACKED")) == Observation("waiting_shipment")


def test_a_move_of_our_own_is_not_undone_by_the_same_old_word(shop: Machine) -> None:
    closed_by_us = an_order("closed", "SENT")

    seen = observe(shop, closed_by_us, a_report("SENT", modified_at=later(hours=1)))

    assert (seen.status, seen.path) == ("closed", ())


def test_a_move_of_our_own_ends_when_the_marketplace_says_something_new(shop: Machine) -> None:
    seen = observe(shop, an_order("closed", "SENT"), a_report("RETURNING"))

    assert (seen.status, seen.path, seen.foreseen) == ("refunding", ("refunding",), False)


def test_an_order_whose_word_was_mapped_differently_before_is_put_right(shop: Machine) -> None:
    mapped_before = an_order("accepted", "READY")

    seen = observe(shop, mapped_before, a_report("READY"))

    assert (seen.status, seen.path, seen.foreseen) == ("waiting_shipment", ("waiting_shipment",), True)


def test_an_older_report_is_stale_and_nothing_of_it_applies(shop: Machine) -> None:
    held = an_order("shipped", "SENT")

    seen = observe(shop, held, a_report("READY", modified_at=later(hours=-1)))

    assert seen == Observation("shipped", stale=True)


def test_without_a_time_of_change_a_report_is_taken(shop: Machine) -> None:
    for held_at, reported_at in ((NOON, None), (None, NOON), (NOON, NOON)):
        held = an_order("waiting_shipment", "READY", modified_at=held_at)
        assert not observe(shop, held, a_report("SENT", modified_at=reported_at)).stale


def test_an_unknown_word_is_told_and_never_guessed(shop: Machine) -> None:
    first = observe(shop, None, a_report("Ready"))
    later_on = observe(shop, an_order("waiting_shipment", "READY"), a_report("OnHold"))

    assert (first.status, first.path, first.unknown_native) == (None, ("new",), "Ready")
    assert (later_on.status, later_on.path, later_on.unknown_native) == (None, (), "OnHold")


def test_after_an_unknown_word_the_last_known_status_tells_whether_a_move_was_foreseen(shop: Machine) -> None:
    lost = an_order(None, "OnHold", last_known_status="waiting_shipment")

    assert observe(shop, lost, a_report("SENT")) == Observation("shipped", ("shipped",))
    assert observe(shop, lost, a_report("READY")) == Observation("waiting_shipment", ("waiting_shipment",))
    assert not observe(shop, lost, a_report("NEW")).foreseen
    never_known = replace(lost, last_known_status=None)
    assert observe(shop, never_known, a_report("BACK")).foreseen


def test_a_flag_word_on_the_order_leaves_the_status_where_it_is(shop: Machine) -> None:
    held = an_order("waiting_shipment", "READY")

    seen = observe(shop, held, a_report("Disputed"))

    assert (seen.status, seen.path, seen.flags, seen.unknown_native) == ("waiting_shipment", (), ("disputed",), None)
    again = observe(shop, after(held, seen, "Disputed"), a_report("READY"))
    assert (again.status, again.path, again.flags) == ("waiting_shipment", (), ())


def test_a_flag_word_does_not_undo_a_move_of_our_own(shop: Machine) -> None:
    closed = an_order("closed", "SENT")
    flagged = after(closed, observe(shop, closed, a_report("Disputed")), "Disputed")

    assert observe(shop, flagged, a_report("SENT")).status == "closed"


def test_an_order_first_seen_with_a_flag_word_has_no_status_that_could_be_kept(shop: Machine) -> None:
    seen = observe(shop, None, a_report("Disputed"))

    assert (seen.status, seen.unknown_native, seen.flags) == (None, None, ("disputed",))
    held = replace(after(an_order("new", "READY"), seen, "Disputed"), last_known_status=None)
    assert observe(shop, held, a_report("Disputed")).unknown_native is None
    assert observe(shop, held, a_report("READY")) == Observation("waiting_shipment", ("waiting_shipment",))


def test_flags_that_the_binding_read_are_kept_beside_those_of_words(shop: Machine) -> None:
    seen = observe(shop, None, a_report("Disputed", flags=("express", "disputed")))

    assert seen.flags == ("disputed", "express")


def test_an_order_that_the_marketplace_ships_carries_the_channels_flag() -> None:
    machine = bundled("cdiscount/soap")

    theirs = observe(machine, None, a_report("Shipped", fulfilled_by_channel=True, flags=("express",)))
    assert theirs.flags == ("is_delivered_by_marketplace", "express")
    assert observe(machine, None, a_report("Shipped")).flags == ()


def test_an_order_that_the_marketplace_ships_is_unforeseen_before_it_arrives() -> None:
    machine = bundled("cdiscount/soap")
    theirs = {"fulfilled_by_channel": True}

    first = observe(machine, None, a_report("WaitingForShipmentAcceptation", **theirs))
    assert (first.path, first.foreseen) == (("new", "waiting_shipment"), False)
    assert observe(machine, None, a_report("WaitingForShipmentAcceptation")).foreseen
    held = an_order("accepted", "AcceptedBySeller", **theirs)
    assert not observe(machine, held, a_report("WaitingForShipmentAcceptation", **theirs)).foreseen
    held = an_order("waiting_shipment", "WaitingForShipmentAcceptation", **theirs)
    assert observe(machine, held, a_report("WaitingForShipmentAcceptation", **theirs)).foreseen
    assert observe(machine, held, a_report("Shipped", **theirs)).foreseen
    assert observe(machine, None, a_report("RefusedBySeller", **theirs)).foreseen


def test_a_channel_that_says_nothing_of_fulfilment_foresees_such_an_order_anywhere() -> None:
    assert observe(bundled("veepee"), None, a_report("PENDING", fulfilled_by_channel=True)).foreseen


def test_lines_have_words_of_their_own(shop: Machine) -> None:
    seen = observe(shop, None, a_report("READY", "LineGone", "SENT", "Nothing", None, "Odd", "Odd"))

    assert seen.line_statuses == ("canceled", "shipped", None, None, None, None)
    assert seen.unknown_line_natives == ("Odd",)
    assert seen.status == "waiting_shipment"


def test_a_flag_on_a_line_leaves_the_lines_and_the_orders_status(shop: Machine) -> None:
    first = observe(shop, None, a_report("READY", "READY", "READY"))
    held = after(an_order("waiting_shipment", "READY", "READY", "READY"), first, "READY")

    seen = observe(shop, held, a_report("READY", "CancelAsked", "READY"))

    assert seen.line_statuses == ("waiting_shipment", "waiting_shipment")
    assert seen.line_flags == (("cancel_requested",), ())
    assert (seen.status, seen.path, seen.flags) == ("waiting_shipment", (), ())


@pytest.mark.parametrize(
    ("lines", "status"),
    [
        (("LineBack", "LineBack"), "refunded"),
        (("LineBack", "SENT"), "partial_refunded"),
        (("LineBack", "Nothing"), "partial_refunded"),
        (("SENT", "SENT"), "shipped"),
        (("Nothing",), "shipped"),
        ((), "shipped"),
    ],
)
def test_lines_decide_where_a_rule_says_so(shop: Machine, lines: tuple[str, ...], status: str) -> None:
    assert observe(shop, None, a_report("SENT", *lines)).status == status
    assert observe(shop, None, a_report("READY", *lines)).status == "waiting_shipment"


def test_a_refunded_line_moves_an_order_that_goes_on_saying_the_same_word(shop: Machine) -> None:
    held = an_order("shipped", "SENT", "SENT", "SENT")

    assert observe(shop, held, a_report("SENT", "LineBack", "SENT")).path == ("partial_refunded",)


def test_an_order_of_another_partner_is_left_out_with_the_reason(shop: Machine) -> None:
    theirs = observe(shop, None, a_report("READY", extras={"corporation": "THEIRS"}))
    ours = observe(shop, None, a_report("READY", extras={"corporation": "OURS"}))

    assert theirs.left_out == "Not our partner."
    assert ours.left_out is None


def test_an_order_is_not_left_out_for_what_was_not_reported(shop: Machine) -> None:
    assert observe(shop, None, a_report("READY")).left_out is None
    assert observe(shop, None, a_report("READY", extras={"corporation": ""})).left_out is None


def test_a_status_that_the_hub_advances_is_passed_on_the_way() -> None:
    machine = machine_of("""
        starts_at: accepted
        statuses:
          accepted: {native: [PAID], advances: {to: waiting_shipment, when: It is paid.}}
          waiting_shipment: {native: [READY], next: [shipped]}
          shipped: {native: [SENT]}
        actions: {}
        """)

    first = observe(machine, None, a_report("PAID"))
    assert (first.status, first.path) == ("waiting_shipment", ("new", "accepted", "waiting_shipment"))
    held = an_order("waiting_shipment", "PAID")
    assert observe(machine, held, a_report("PAID")).path == ()
    assert observe(machine, held, a_report("SENT")).path == ("shipped",)


def test_a_chain_of_passed_statuses_has_an_end() -> None:
    machine = machine_of("""
        starts_at: waiting_acceptance
        statuses:
          waiting_acceptance: {native: [A], next: [accepted]}
          accepted: {native: [B], next: [waiting_shipment]}
          waiting_shipment: {native: [C], next: [shipped]}
          shipped: {native: [D], next: [closed]}
          closed: {native: [E], advances: {to: to_refund, when: It is over.}}
          to_refund: {native: [F]}
        actions: {}
        """)
    held = an_order("waiting_acceptance", "A")

    assert observe(machine, held, a_report("D")).path == ("accepted", "waiting_shipment", "shipped")
    assert observe(machine, held, a_report("E")).foreseen
    too_far = observe(machine, held, a_report("F"))
    assert (too_far.path, too_far.foreseen) == (("to_refund",), False)


def test_a_report_by_the_page_of_each_bundled_channel_is_understood() -> None:
    native = {"cdiscount/soap": "CancellationRequestPending", "manomano": "REMORSE_PERIOD", "veepee": "RETURNED"}
    seen = {
        name: observe(bundled(name), an_order("waiting_shipment", ""), a_report(word)) for name, word in native.items()
    }

    assert seen["cdiscount/soap"].flags == ("cancel_requested",)
    assert seen["cdiscount/soap"].status == "waiting_shipment"
    assert (seen["manomano"].status, seen["manomano"].foreseen) == ("accepted", False)
    assert (seen["veepee"].status, seen["veepee"].foreseen) == ("shipped", True)
