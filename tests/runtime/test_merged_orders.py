"""An action under way whose order has another one merged into it: what the other one was given proves nothing."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from stallkeeper.orders import Submission
from stallkeeper.played.merging import merge
from tests.runtime.played import SELLER, Played, played
from tests.runtime.test_walmart_lived import PARCEL, open_walmart


@pytest.fixture
def mirakl(tmp_path: Path) -> Iterator[Played]:
    with played(tmp_path, "mirakl") as opened:
        yield opened


def refund(here: Played, order_id: str, price: str) -> str:
    """Asked for, of the first line; the id of the submission."""
    line = here.order(order_id).report.lines[0].id
    fields = {"refund_reason": "15", "refund_price": price, "refund_shipping_price": "0", "line": line}
    submission = here.engine.act("refund", here.key(order_id), fields, SELLER).submission
    assert submission is not None
    return submission.id


def later(here: Played, submission_id: str, **by: float) -> Submission:
    """What is queued goes out, and after that time its order is read and looked at."""
    here.engine.send()
    here.clock.advance(timedelta(**(by or {"minutes": 20})))
    here.sync()
    here.engine.send()
    found = here.store.submission(submission_id)
    assert found is not None
    return found


def two_with_a_refund(here: Played) -> tuple[str, str]:
    first, second = here.arrive("SHIPPED", 2, lines=2)
    here.sync()
    for order_id in (first, second):
        assert later(here, refund(here, order_id, "1.00")).state == "confirmed"
    return first, second


def test_a_swallowed_shipment_is_not_confirmed_by_the_parcel_of_an_order_that_is_merged_into_its_own(
    tmp_path: Path,
) -> None:
    with open_walmart(tmp_path) as walmart:
        first, second = walmart.arrive(2, kind="acknowledged", lines=1)
        walmart.read()
        line = walmart.order(second).report.lines[0].id
        assert walmart.act("ship", second, **PARCEL, line=line, quantity=1).state == "confirmed"
        walmart.read()
        walmart.fault("swallow_next", route="ship")
        submission = walmart.act("ship", first, **PARCEL)
        merge(walmart.world, [second], first)
        walmart.read()
        order = walmart.order(first)
        assert (order.status, len(order.report.parcels)) == ("waiting_shipment", 1)
        assert walmart.now(submission.id).state == "acknowledged"
        assert all(effect.order_id != first for effect in walmart.world.effects())


def test_a_shipment_that_happened_is_confirmed_by_its_own_lines_of_a_merged_order(tmp_path: Path) -> None:
    with open_walmart(tmp_path) as walmart:
        first, second = walmart.arrive(2, kind="acknowledged", lines=1)
        walmart.read()
        walmart.fault("swallow_next", route="ship")
        submission = walmart.act("ship", first, **PARCEL)
        (units,) = walmart.line(first)["orderLineStatuses"]["orderLineStatus"]
        units["status"] = "Shipped"  # late, and after all
        merge(walmart.world, [second], first)
        walmart.read()
        assert walmart.now(submission.id).state == "confirmed"


def test_a_swallowed_second_refund_is_in_doubt_although_a_refunded_order_is_merged_into_its_own(
    mirakl: Played,
) -> None:
    first, second = two_with_a_refund(mirakl)
    mirakl.server.marketplace.faults.arm("swallow_next", {"route": "or28"})
    submission_id = refund(mirakl, first, "2.00")
    assert later(mirakl, submission_id).state == "acknowledged"
    merge(mirakl.world, [second], first)
    assert later(mirakl, submission_id).state == "acknowledged"
    assert mirakl.order(first).report.refunded == 2
    assert later(mirakl, submission_id, days=2).state == "in_doubt"
    assert [incident.kind for incident in mirakl.store.incidents()] == ["not_confirmed"]
    assert len(mirakl.world.effects()) == 2


def test_a_queued_refund_is_made_although_a_refunded_order_is_merged_into_its_own(mirakl: Played) -> None:
    first, second = two_with_a_refund(mirakl)
    submission_id = refund(mirakl, first, "2.00")
    merge(mirakl.world, [second], first)
    mirakl.clock.advance(timedelta(minutes=20))
    mirakl.sync()
    assert later(mirakl, submission_id).state == "confirmed"
    assert len(mirakl.world.effects()) == 3
