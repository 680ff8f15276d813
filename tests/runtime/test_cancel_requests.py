from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from stallkeeper.orders import CANCEL_REQUESTED, CancelRequest, Event, Order, OrderLine
from stallkeeper.runtime.cancel_requests import cancel_requests
from stallkeeper.words import TOO_LATE
from tests.machine.arranged import an_order, later

pytestmark = pytest.mark.requirement("R16")

ORDER = an_order("waiting_shipment", "READY")


def event(hours: int, kind: Any, **more: Any) -> Event:
    return Event(later(hours=hours), ORDER.key, kind, "channel", **more)


def flag(hours: int, raised: bool, line: str | None = None) -> Event:
    details = {"flag": CANCEL_REQUESTED, "raised": raised}
    return event(hours, "flagged", details=details if line is None else {**details, "line": line})


def with_line(**looks: Any) -> Order:
    return replace(ORDER, report=replace(ORDER.report, lines=(OrderLine(id="2", sku="LAMP", **looks),)))


def only(*history: Event, order: Order = ORDER) -> CancelRequest:
    (found,) = cancel_requests(order, history)
    return found


def test_a_request_is_open_from_when_it_was_reported() -> None:
    found = only(flag(1, raised=True, line="2"), order=with_line())
    assert found == CancelRequest("2", "requested", later(hours=1))


@pytest.mark.parametrize(("status", "state"), [("canceled", "accepted"), ("shipped", "rejected")])
def test_where_the_order_goes_is_the_answer(status: str, state: str) -> None:
    found = only(flag(1, raised=True), event(3, "moved", to_status=status))
    assert (found.state, found.ended_at, found.how) == (state, later(hours=3), f"the order went on to {status}")


@pytest.mark.parametrize(
    ("looks", "state"),
    [({"status": "canceled"}, "accepted"), ({"quantity": 0}, "accepted"), ({"status": "shipped"}, "rejected")],
)
def test_the_line_itself_shows_the_answer(looks: dict[str, Any], state: str) -> None:
    history = (flag(1, raised=True, line="2"), flag(4, raised=False, line="2"))
    found = only(*history, order=with_line(**looks))
    assert (found.state, found.ended_at) == (state, later(hours=4))


def test_a_request_that_is_reported_no_more_and_changed_nothing_is_over() -> None:
    found = only(flag(1, raised=True, line="2"), flag(4, raised=False, line="2"), order=with_line())
    assert (found.state, found.how) == ("expired", "the marketplace reports it no more")


def test_a_deadline_ends_a_request_that_nobody_answered() -> None:
    found = only(flag(1, raised=True), event(48, "deadline", details={"rule": "answer"}))
    assert (found.state, found.ended_at, found.how) == ("expired", later(hours=48), "the deadline answer passed")


def test_a_day_to_leave_that_passes_leaves_a_request_open() -> None:
    passed = event(48, "deadline", details={"rule": "ship_by", "consequence": [TOO_LATE]})
    assert only(flag(1, raised=True), passed).state == "requested"


def test_a_second_request_is_one_of_its_own() -> None:
    history = (flag(1, raised=True), flag(2, raised=False), flag(5, raised=True))
    assert [each.state for each in cancel_requests(ORDER, history)] == ["expired", "requested"]


def test_other_flags_are_no_requests() -> None:
    other = event(1, "flagged", details={"flag": "disputed", "raised": True})
    assert cancel_requests(ORDER, (other,)) == ()
