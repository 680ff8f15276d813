"""What a report says nothing of any more stays as it was told."""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import UTC, datetime
from decimal import Decimal

from stallkeeper.machine.untold import OF_LINES, OF_ORDERS, with_what_was_told
from stallkeeper.orders import Address, OrderLine, OrderReport

LAMP = OrderLine(
    "1",
    "LAMP",
    quantity=2,
    unit_price=Decimal("9.50"),
    total=Decimal(19),
    shipping=Decimal(3),
    tax_rate=Decimal(20),
    refunded=Decimal(1),
)
TOLD = OrderReport(
    "A1",
    "PAID",
    ordered_at=datetime(2026, 11, 1, tzinfo=UTC),
    currency="EUR",
    total=Decimal(22),
    shipping=Decimal(3),
    commission=Decimal(2),
    refunded=Decimal(1),
    lines=(LAMP,),
    delivery=Address(city="Lyon"),
)


def test_amounts_that_are_left_out_are_what_they_were() -> None:
    bare = replace(TOLD, **dict.fromkeys(OF_ORDERS), lines=(replace(LAMP, **dict.fromkeys(OF_LINES)),))
    assert with_what_was_told(bare, TOLD) == TOLD


def test_what_is_said_anew_counts_even_where_it_is_nothing() -> None:
    lower = replace(TOLD, total=Decimal(0), lines=(replace(LAMP, quantity=0, total=Decimal(0)),))
    assert with_what_was_told(lower, TOLD) is lower


def test_money_that_was_given_back_may_be_taken_back() -> None:
    taken_back = replace(TOLD, refunded=None, lines=(replace(LAMP, refunded=None),))
    assert with_what_was_told(taken_back, TOLD) is taken_back


def test_lines_that_come_or_go_are_as_the_report_has_them() -> None:
    vase = OrderLine("2", "VASE")
    assert with_what_was_told(replace(TOLD, lines=(vase,)), TOLD).lines == (vase,)
    assert with_what_was_told(replace(TOLD, lines=()), TOLD).lines == ()


def test_a_field_that_is_kept_is_one_of_a_report_or_a_line() -> None:
    assert set(OF_ORDERS) <= {each.name for each in fields(OrderReport)}
    assert set(OF_LINES) <= {each.name for each in fields(OrderLine)}
