"""What goes to a seller's own system where neither it nor the channel says from when on, and what it cannot take."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest

from stallkeeper.bindings.record_maker import RecordMaker
from stallkeeper.machine.back_office import ImportWishes, left_out, takes, traits
from stallkeeper.machine.compile import compile_machine
from stallkeeper.orders import Order
from stallkeeper.runtime.intake import take_in
from stallkeeper.spec.load import load_channel
from tests.channel_folders import folder_of
from tests.runtime.arranged import corner_shop
from tests.store.samples import NOW, key_of, order_of


def order_at(channel: str, native: Any) -> Order:
    """The order that a bundled channel makes of a payload."""
    loaded = load_channel(folder_of(channel), with_scenarios=False)
    assert loaded.spec is not None and loaded.binding is not None, loaded.problems
    report = RecordMaker(loaded.binding).report(native)
    taken = take_in(compile_machine(loaded.spec), key_of(report.id, channel), "my-shop", report, None, NOW)
    assert taken.order is not None
    return taken.order


def sample(channel: str, name: str) -> Any:
    return json.loads((folder_of(channel) / "samples" / name).read_text())


def bol_order(*lines: tuple[int, int, int]) -> Order:
    """At bol, whose lines have so many units, so many of them sent, and so many canceled."""
    native = sample("bol", "answer-order-in-part.json")
    (item,) = native["orderItems"]
    native["orderItems"] = [
        {**item, "orderItemId": str(number), "quantity": units, "quantityShipped": sent, "quantityCancelled": gone}
        for number, (units, sent, gone) in enumerate(lines)
    ]
    return order_at("bol", native)


@pytest.mark.parametrize(
    ("status", "reached", "goes"),
    [
        ("waiting_acceptance", (), False),
        ("waiting_shipment", (), True),
        ("shipped", (), True),
        ("canceled", ("waiting_acceptance",), False),
        ("canceled", ("waiting_shipment",), True),
    ],
)
def test_where_nobody_says_it_orders_go_from_waiting_shipment_on(
    status: str, reached: tuple[str, ...], goes: bool
) -> None:
    spec, order = corner_shop().spec, order_of("A1", status=status)
    assert spec is not None and spec.back_office is None
    assert takes(spec, order, reached) is goes  # type: ignore[arg-type]
    assert (left_out(spec, order, reached, ImportWishes()) is None) is goes  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("lines", "found"),
    [
        ([(3, 0, 0)], []),
        ([(3, 1, 0)], ["partly_shipped"]),
        ([(3, 3, 0)], []),
        ([(1, 1, 0), (1, 0, 0)], ["partly_shipped"]),
        ([(1, 1, 0), (2, 2, 0)], []),
        ([(3, 0, 1)], ["partly_canceled"]),
        ([(3, 2, 1)], ["partly_canceled"]),
        ([(3, 1, 1)], ["partly_shipped", "partly_canceled"]),
        ([(1, 1, 0), (1, 0, 1)], ["partly_canceled"]),
        ([(1, 0, 1), (2, 0, 2)], []),
    ],
)
def test_units_of_one_line_part_an_order_as_well_as_whole_lines_do(
    lines: list[tuple[int, int, int]], found: list[str]
) -> None:
    assert list(traits(bol_order(*lines))) == found


def test_a_parcel_beside_another_one_is_several() -> None:
    sent = order_at("walmart", sample("walmart", "answer-order-in-part.json")["order"])
    assert [parcel.tracking_number for parcel in sent.report.parcels] == ["1Z0000000001", "B-7"]
    assert list(traits(sent)) == ["several_parcels", "partly_shipped", "partly_canceled"]


def test_what_the_buyer_fetches_is_a_pickup() -> None:
    forms = sample("allegro", "answer-orders.json")["checkoutForms"]
    found = {order.native_status: list(traits(order)) for order in (order_at("allegro", form) for form in forms)}
    assert found["READY_FOR_PROCESSING/READY_FOR_PICKUP"] == ["pickup"]
    assert found["READY_FOR_PROCESSING/NEW"] == []


@pytest.mark.parametrize("word", ["refunded", "to_refund"])
def test_a_line_that_is_given_back_waits_for_no_parcel(word: str) -> None:
    order = bol_order((1, 1, 0), (1, 0, 0))
    first, second = order.report.lines
    report = replace(order.report, lines=(first, replace(second, status=word)))
    assert list(traits(replace(order, report=report))) == []


def test_a_line_without_a_word_of_its_own_stands_where_its_order_does() -> None:
    order = bol_order((1, 1, 0), (1, 0, 0))
    first, second = order.report.lines
    report = replace(order.report, lines=(first, replace(second, status=None, shipped=None)))
    assert list(traits(replace(order, report=report))) == ["partly_shipped"]
    assert list(traits(replace(order, report=report, status="shipped"))) == []


def test_a_line_of_which_no_unit_is_left_is_canceled_without_a_word() -> None:
    order = bol_order((1, 0, 0), (1, 0, 0))
    first, second = order.report.lines
    report = replace(order.report, lines=(first, replace(second, quantity=0)))
    assert list(traits(replace(order, report=report))) == ["partly_canceled"]


def test_the_reason_names_all_that_it_cannot_take_and_nothing_else() -> None:
    spec = load_channel(folder_of("bol"), with_scenarios=False).spec
    assert spec is not None
    order = bol_order((3, 1, 1))
    both = ImportWishes(cannot_take=frozenset({"partly_shipped", "partly_canceled", "pickup"}))
    assert left_out(spec, order, (), both) == "the back office cannot take it: partly canceled, partly shipped"
    assert left_out(spec, order, (), ImportWishes(cannot_take=frozenset({"several_parcels"}))) is None
