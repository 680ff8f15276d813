"""What reports do to an order: moves, flags, what is kept, and that the newest one wins in whatever order they come."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal
from itertools import permutations
from pathlib import Path
from typing import Any

import pytest

from stallkeeper.machine.compile import compile_machine
from stallkeeper.orders import Address, Event, Order, OrderKey, OrderLine, OrderReport, Whole
from stallkeeper.runtime.intake import take_in
from tests.runtime.arranged import START, World, corner_shop, world
from tests.runtime.shop import ShopRecord

JEANNE = Address(full_name="Jeanne Martin", street="12 rue des Lilas", city="Lyon")
LINE = OrderLine(id="1", sku="LAMP-7")


@pytest.fixture
def here(tmp_path: Path) -> World:
    return world(tmp_path)


def report(here: World, native: str, **fields: Any) -> Order:
    """The channel reports order A1, and a sweep brings it."""
    here.shop.put("A1", native, **fields)
    here.pass_time(timedelta(minutes=1))
    assert here.engine.sync("my-shop", "catch_up").complete
    return here.order("A1")


def last(here: World) -> Event:
    return here.store.history(here.key("A1"))[-1]


def test_every_order_is_first_seen_as_new_and_takes_the_status_its_word_maps_to(here: World) -> None:
    order = report(here, "SENT")
    assert (order.status, order.native_status, order.status_since) == ("shipped", "SENT", START)
    assert here.history("A1") == ["first_seen", "new→shipped"]
    assert here.store.history(here.key("A1"))[0].to_status == "new"


def test_a_foreseen_move_is_recorded_with_the_marketplaces_time(here: World) -> None:
    report(here, "OFFERED")
    moved_at = here.clock.now()
    order = report(here, "PAID")
    assert here.history("A1")[-1] == "waiting_acceptance→waiting_shipment"
    assert (last(here).details, last(here).who) == ({"modified_at": moved_at.isoformat()}, "channel")
    assert (order.status_since, order.flags) == (moved_at, ())


def test_an_unforeseen_move_is_obeyed_recorded_and_flagged_until_the_next_foreseen_one(here: World) -> None:
    report(here, "OFFERED")
    order = report(here, "PARTLY_REFUNDED")
    assert (order.status, order.flags, here.history("A1")[-1]) == ("partial_refunded", ("unforeseen",), "unforeseen")
    assert (last(here).from_status, last(here).to_status) == ("waiting_acceptance", "partial_refunded")
    assert report(here, "PARTLY_REFUNDED", total=Decimal(5)).flags == ("unforeseen",)
    assert report(here, "REFUNDED").flags == ()


def test_an_unknown_word_keeps_the_last_known_status(here: World) -> None:
    report(here, "PAID")
    order = report(here, "ON_HOLD")
    assert (order.status, order.last_known_status, order.native_status) == (None, "waiting_shipment", "ON_HOLD")
    assert here.history("A1")[-1] == "unknown_status"
    order = report(here, "PAID")
    assert (order.status, here.history("A1")[-1]) == ("waiting_shipment", "None→waiting_shipment")


def test_a_word_that_the_channel_maps_no_more_leaves_a_line_in_the_history(here: World) -> None:
    held, spec = report(here, "PAID"), here.loaded.spec
    assert spec is not None
    without = replace(spec.statuses["waiting_shipment"], native=())
    machine = compile_machine(replace(spec, statuses={**spec.statuses, "waiting_shipment": without}))
    taken = take_in(machine, held.key, "my-shop", replace(held.report, total=Decimal(5)), held, START)
    assert taken.order is not None and taken.order.status is None
    assert [(event.kind, event.from_status) for event in taken.events] == [("unknown_status", "waiting_shipment")]
    again = take_in(machine, held.key, "my-shop", replace(held.report, total=Decimal(6)), taken.order, START)
    assert [event.kind for event in again.events] == ["changed"]


def test_a_flag_on_a_line_is_raised_and_lowered_and_moves_nothing(here: World) -> None:
    report(here, "PAID", lines=(LINE,))
    order = report(here, "PAID", lines=(replace(LINE, native_status="CANCEL_ASKED"),))
    assert (order.status, order.report.lines[0].flags) == ("waiting_shipment", ("cancel_requested",))
    assert last(here).details == {"flag": "cancel_requested", "raised": True, "line": "1"}
    report(here, "PAID", lines=(replace(LINE, native_status="PAID"),))
    assert last(here).details == {"flag": "cancel_requested", "raised": False, "line": "1"}


def test_an_order_first_seen_with_a_flag_word_is_flagged_and_not_reported_as_unknown(here: World) -> None:
    order = report(here, "CANCEL_ASKED")
    assert (order.status, order.last_known_status, order.flags) == (None, None, ("cancel_requested",))
    assert here.history("A1") == ["first_seen", "flagged"]
    assert here.incidents("unknown_status") == []
    assert isinstance(here.engine.audit.check(), Whole)
    order = report(here, "PAID")
    assert (order.status, order.flags) == ("waiting_shipment", ())


def test_an_address_once_given_is_not_taken_away_by_a_report_without_it(here: World) -> None:
    report(here, "PAID", delivery=None)
    assert report(here, "PAID", delivery=JEANNE).report.delivery == JEANNE
    assert report(here, "SENT", delivery=None).report.delivery == JEANNE
    assert report(here, "SENT", delivery=Address(), total=Decimal(1)).report.delivery == JEANNE


def test_something_else_than_the_status_is_a_change(here: World) -> None:
    report(here, "PAID")
    report(here, "PAID", total=Decimal("18.00"))
    assert here.history("A1")[-1] == "changed"


def test_a_field_of_another_type_is_drift_with_its_path(here: World) -> None:
    report(here, "PAID", drift=("amounts.total",))
    assert here.history("A1")[-1] == "drift"
    assert last(here).details == {"paths": ["amounts.total"]}
    (incident,) = here.incidents("drift")
    assert "amounts.total" in incident.message


def test_a_partial_cancellation_is_dated_when_it_is_first_reported(here: World) -> None:
    report(here, "PAID")
    since = here.clock.now()
    assert report(here, "PAID", partially_canceled=True).partially_canceled_since == since
    assert report(here, "PAID", partially_canceled=True, total=Decimal(1)).partially_canceled_since == since


def test_an_older_report_is_kept_in_the_history_once_and_not_applied(here: World) -> None:
    newest = report(here, "SENT")
    older = replace(newest.report, native_status="PAID", modified_at=START - timedelta(hours=2))
    here.shop.records["A1"] = ShopRecord(older)
    for _ in range(5):
        here.pass_time(timedelta(minutes=1))
        here.engine.sync("my-shop", "catch_up")
    assert here.order("A1") == newest
    assert here.history("A1") == ["first_seen", "new→shipped", "stale"]
    assert last(here).details["native_status"] == "PAID"


def test_an_older_report_that_the_marketplace_goes_on_showing_is_what_holds_there(here: World) -> None:
    newest = report(here, "PAID")
    older = replace(newest.report, native_status="SENT", modified_at=START - timedelta(hours=2))
    here.shop.records["A1"] = ShopRecord(older)
    for _ in range(2):
        here.pass_time(timedelta(hours=7))
        here.engine.sync("my-shop", "catch_up")
    assert here.order("A1").status == "shipped"
    assert here.history("A1")[-2:] == ["stale", "waiting_shipment→shipped"]
    assert here.order("A1").report.modified_at == older.modified_at


def test_a_date_in_the_future_makes_no_later_change_look_old() -> None:
    spec = corner_shop().spec
    assert spec is not None
    machine, key = compile_machine(spec), OrderKey("company", "corner_shop", "A1")
    early = OrderReport(id="A1", native_status="OFFERED", modified_at=START + timedelta(hours=1))
    held = take_in(machine, key, "my-shop", early, None, START).order
    assert held is not None and held.report.modified_at == START
    later = replace(early, native_status="PAID", modified_at=START + timedelta(minutes=5))
    after = take_in(machine, key, "my-shop", later, held, START + timedelta(minutes=6))
    assert after.order is not None and (after.outcome, after.order.status) == ("changed", "waiting_shipment")


def test_an_order_listed_twice_on_a_page_is_one_order_with_the_history_of_both(here: World) -> None:
    told = here.shop.put("A1", "OFFERED", modified_at=START - timedelta(minutes=2))
    here.shop.records["again"] = ShopRecord(
        replace(told, native_status="PAID", modified_at=START - timedelta(minutes=1))
    )
    sweep = here.engine.sync("my-shop", "latest").sweeps[0]
    assert (sweep.created, sweep.changed, here.order("A1").status) == (1, 1, "waiting_shipment")
    assert here.history("A1") == ["first_seen", "new→waiting_acceptance", "waiting_acceptance→waiting_shipment"]


def test_a_report_that_is_given_away_becomes_the_same_order_as_one_that_is_kept() -> None:
    spec = corner_shop().spec
    assert spec is not None
    machine, key = compile_machine(spec), OrderKey("company", "corner_shop", "A1")

    def report() -> OrderReport:
        words = ("PAID", "SENT", None, "UNHEARD_OF")
        lines = [OrderLine(str(at), "LAMP", quantity=1, native_status=word) for at, word in enumerate(words)]
        return OrderReport(id="A1", native_status="PAID", modified_at=START, lines=tuple(lines))

    kept, given = report(), report()
    told = take_in(machine, key, "my-shop", kept, None, START)
    assert take_in(machine, key, "my-shop", given, None, START, given_away=True) == told
    assert kept == report()


LIFE = (("OFFERED", 1), ("PAID", 2), ("PACKING", 3), ("SENT", 4), ("PARTLY_REFUNDED", 5), ("REFUNDED", 6))


def test_six_reports_of_one_order_end_the_same_in_whatever_order_they_come() -> None:
    spec = corner_shop().spec
    assert spec is not None
    machine, key = compile_machine(spec), OrderKey("company", "corner_shop", "A1")
    reports = [OrderReport(id="A1", native_status=word, modified_at=_minute(number)) for word, number in LIFE]
    for arrival in permutations(reports):
        order: Order | None = None
        moved: list[str | None] = []
        for told in arrival:
            taken = take_in(machine, key, "my-shop", told, order, START)
            order, moved = taken.order, [*moved, *(each.to_status for each in taken.events if each.kind == "moved")]
        assert order is not None
        assert len(moved) == len(set(moved)), "whoever waits for a status is told of it once"
        assert (order.status, order.native_status, order.status_since) == ("refunded", "REFUNDED", _minute(6))
        assert order.report == reports[-1]


def _minute(number: int) -> datetime:
    return START + timedelta(minutes=number)
