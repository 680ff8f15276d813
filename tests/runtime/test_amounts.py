from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from stallkeeper.orders import Event, Order, OrderLine
from stallkeeper.runtime.amounts import amounts_of
from tests.machine.arranged import NOON, an_order

D = Decimal


def line(total: str, **more: Any) -> OrderLine:
    return OrderLine(id=f"l{total}", sku="LAMP", total=D(total), **more)


def order(total: str | None, *lines: OrderLine, status: str = "waiting_shipment", **more: Any) -> Order:
    made = an_order(status, "READY", total=None if total is None else D(total), **more)
    return replace(made, report=replace(made.report, lines=lines))


def was(total: str) -> Event:
    return Event(NOON, order("1").key, "changed", "channel", details={"total_before": total})


def numbers(order: Order, *history: Event) -> tuple[Any, ...]:
    found = amounts_of(order, history)
    return found.original, found.canceled, found.refunded, found.net


@pytest.mark.requirement("R33")
@pytest.mark.parametrize("lowered", [True, False])
@pytest.mark.parametrize("refunded", [True, False])
def test_a_canceled_line_counts_once_however_the_marketplace_tells_it(lowered: bool, refunded: bool) -> None:
    gone = line("20", status="canceled", refunded=D(20) if refunded else None)
    held = order("35" if lowered else "55", line("35"), gone)
    assert numbers(held, *([was("55")] if lowered else [])) == (D(55), D(20), D(20 if refunded else 0), D(35))


@pytest.mark.requirement("R33")
def test_a_canceled_line_without_amounts_is_worth_what_the_total_was_lowered_by() -> None:
    held = order("35", line("35"), OrderLine(id="2", sku="SHADE", quantity=0))
    assert numbers(held, was("55")) == (D(55), D(20), D(0), D(35))


@pytest.mark.requirement("R33")
def test_a_refund_that_lowers_the_total_is_no_cancellation() -> None:
    held = order("45", line("55"), status="shipped", refunded=D(10))
    assert numbers(held, was("55")) == (D(55), D(0), D(10), D(45))


@pytest.mark.requirement("R33")
def test_a_refund_of_no_line_is_taken_off_as_well() -> None:
    held = order("55", line("35"), line("20"), status="partial_refunded", refunded=D("7.50"))
    assert numbers(held) == (D(55), D(0), D("7.50"), D("47.50"))


@pytest.mark.requirement("R33")
def test_what_the_first_report_said_stays_the_original_however_often_it_changes() -> None:
    assert numbers(order("30", line("30")), was("55"), was("40"))[0] == D(55)


@pytest.mark.requirement("R33")
def test_of_a_canceled_order_nothing_is_left_and_it_is_not_taken_off_twice() -> None:
    assert numbers(order("55", line("55"), status="canceled", refunded=D(55))) == (D(55), D(55), D(55), D(0))


@pytest.mark.requirement("R33")
def test_without_a_total_nothing_is_made_up() -> None:
    assert numbers(order(None, line("5"))) == (None, D(0), D(0), None)


@pytest.mark.requirement("R33")
@pytest.mark.parametrize("status", ["refunding", "refunded", "partial_refunded"])
@pytest.mark.parametrize("reported", [None, D(0)])
def test_of_a_refund_without_an_amount_neither_it_nor_what_is_left_is_made_up(
    status: str, reported: Decimal | None
) -> None:
    held = order("55", line("35"), line("20"), status=status, refunded=reported)
    assert numbers(held) == (D(55), D(0), None, None)


@pytest.mark.requirement("R33")
def test_one_of_two_refunded_lines_without_an_amount_leaves_the_sum_unknown() -> None:
    told, untold = line("35", status="refunded", refunded=D(35)), line("20", status="refunded")
    assert numbers(order("55", told, untold, status="shipped")) == (D(55), D(0), None, None)
    of_the_order = order("55", told, untold, status="shipped", refunded=D(50))
    assert numbers(of_the_order) == (D(55), D(0), D(50), D(5)), "the order's own amount says it all"


@pytest.mark.requirement("R33")
def test_an_order_that_was_refunded_and_has_moved_on_does_not_look_whole_again() -> None:
    was_refunded = Event(NOON, order("1").key, "moved", "channel", to_status="refunded")
    assert numbers(order("55", line("55"), status="closed"), was_refunded) == (D(55), D(0), None, None)


@pytest.mark.requirement("R33")
@pytest.mark.parametrize(
    ("states", "known"),
    [
        (("queued", "sending", "confirmed"), False),
        (("queued", "sending", "in_doubt"), False),
        (("queued", "sending", "rejected"), True),
        (("queued",), True),
    ],
)
def test_a_refund_of_ours_that_no_report_shows_counts_where_it_may_have_been_made(
    states: tuple[str, ...], known: bool
) -> None:
    held = order("55", line("55"), status="shipped")
    told = [
        Event(NOON, held.key, "submission", "engine", submission="s1", details={"action": "refund", "state": state})
        for state in states
    ]
    assert numbers(held, *told) == (D(55), D(0), *((D(0), D(55)) if known else (None, None)))


@pytest.mark.requirement("R33")
def test_nothing_is_left_of_what_is_canceled_whatever_was_given_back_of_it() -> None:
    held = order("55", line("55"), status="canceled")
    made = Event(NOON, held.key, "submission", "e", submission="s1", details={"action": "refund", "state": "confirmed"})
    assert numbers(held, made) == (D(55), D(55), None, D(0))


@pytest.mark.requirement("R32")
@pytest.mark.parametrize(
    ("total", "currency", "adds_up", "difference"),
    [
        ("55.00", "EUR", True, "0.00"),
        ("55.02", "EUR", True, "0.02"),
        ("55.03", "EUR", False, "0.03"),
        ("57", "JPY", True, "2.00"),
        ("58", "JPY", False, "3.00"),
        ("55.002", "KWD", True, "0.002"),
        ("55.003", "KWD", False, "0.003"),
    ],
)
def test_a_smallest_unit_for_each_line_is_rounding_and_more_is_told(
    total: str, currency: str, adds_up: bool, difference: str
) -> None:
    found = amounts_of(order(total, line("35.00"), line("20.00"), currency=currency), ())
    assert (found.adds_up, found.difference) == (adds_up, D(difference))


@pytest.mark.requirement("R32")
def test_shipping_is_in_the_total_or_it_is_not() -> None:
    for total in ("55", "60"):
        assert amounts_of(order(total, line("55"), shipping=D(5)), ()).difference == 0


@pytest.mark.requirement("R32")
def test_lines_without_a_price_prove_nothing() -> None:
    found = amounts_of(order("55", OrderLine(id="1", sku="LAMP")), ())
    assert (found.difference, found.adds_up) == (None, True)
