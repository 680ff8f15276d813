"""What a report says that could not be read whole: what was read before stands where it cannot be read now."""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import UTC, datetime
from decimal import Decimal

import pytest

from stallkeeper.orders import Address, OrderLine, OrderReport, Parcel
from stallkeeper.runtime.keeping import keep_what_was_read

BEFORE = OrderReport(
    id="A-1",
    native_status="OPEN",
    ordered_at=datetime(2026, 11, 20, tzinfo=UTC),
    currency="EUR",
    total=Decimal("12.50"),
    lines=(OrderLine("1", "cup", quantity=3, unit_price=Decimal("2.50")), OrderLine("2", "saucer", quantity=2)),
    parcels=(Parcel("DHL", tracking_number="0034"),),
    billing=Address(city="Lyon"),
    delivery=Address(first_name="Ada", city="Nantes"),
    fulfilled_by_channel=True,
    flags=("gift", "urgent"),
    extras={"corporation": "CDSB2C", "site": "fr"},
)
NOW = OrderReport(
    id="A-1", native_status="PAID", lines=(OrderLine("1", "cup"), OrderLine("2", "saucer", quantity=5)), extras={}
)

CASES = [
    ("native_status", ("", "native_status"), "", "OPEN"),
    ("total", ("", "total"), None, Decimal("12.50")),
    ("ordered_at", ("", "ordered_at"), None, BEFORE.ordered_at),
    ("fulfilled_by_channel", ("", "fulfilled_by_channel"), False, True),
    ("lines", ("", "lines"), (), BEFORE.lines),
    ("parcels", ("", "parcels"), (), BEFORE.parcels),
    ("parcels", ("parcels", "carrier"), (Parcel(None),), BEFORE.parcels),
    ("delivery", ("", "delivery"), None, BEFORE.delivery),
    ("delivery", ("delivery", "first_name"), Address(city="Paris"), Address(first_name="Ada", city="Paris")),
    ("extras", ("extras", "corporation"), {"site": "de"}, {"corporation": "CDSB2C", "site": "de"}),
    ("flags", ("flags", "gift"), ("late",), ("late", "gift")),
]


@pytest.mark.parametrize(("name", "pair", "now", "then"), CASES)
def test_what_cannot_be_read_stays_as_it_was_read_before(
    name: str, pair: tuple[str, str], now: object, then: object
) -> None:
    report = replace(NOW, **{name: now}, drift=("path",))  # type: ignore[arg-type]
    kept = keep_what_was_read(report, BEFORE, {"path": frozenset({pair})})
    assert getattr(kept, name) == then
    untouched = {field.name for field in fields(OrderReport)} - {name, "billing", "delivery"}
    assert all(getattr(kept, each) == getattr(report, each) for each in untouched), "only what cannot be read"
    assert kept.drift == ("path",)


def test_a_quantity_that_cannot_be_read_is_not_one() -> None:
    report = replace(NOW, drift=("lines.quantity",))
    kept = keep_what_was_read(report, BEFORE, {"lines.quantity": frozenset({("lines", "quantity")})})
    assert [line.quantity for line in kept.lines] == [3, 5], "the second line could be read"


def test_what_is_given_stands_although_another_path_to_it_cannot_be_read() -> None:
    report = replace(NOW, total=Decimal(7), drift=("sum",))
    assert keep_what_was_read(report, BEFORE, {"sum": frozenset({("", "total")})}).total == Decimal(7)


def test_lines_whose_ids_cannot_be_read_stay_as_they_were() -> None:
    report = replace(NOW, lines=(OrderLine("1", "?"),), drift=("lines.id",))
    assert keep_what_was_read(report, BEFORE, {"lines.id": frozenset({("lines", "id")})}).lines == BEFORE.lines


def test_a_line_that_is_no_line_any_more_is_not_given_up() -> None:
    report = replace(NOW, lines=(OrderLine("2", "saucer", quantity=5),), drift=("lines",))
    kept = keep_what_was_read(report, BEFORE, {"lines": frozenset({("", "lines")})})
    assert [(line.id, line.quantity) for line in kept.lines] == [("2", 5), ("1", 3)]


def test_a_drift_that_feeds_nothing_changes_nothing() -> None:
    report = replace(NOW, drift=("elsewhere",))
    assert keep_what_was_read(report, BEFORE, {}) is report
