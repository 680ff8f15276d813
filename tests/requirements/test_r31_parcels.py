"""R31: several parcels stand side by side; one that is told later takes the place of none."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from tests.runtime.played import SELLER, played
from tests.runtime.test_walmart_lived import Walmart, open_walmart

pytestmark = pytest.mark.requirement("R31")


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[Walmart]:
    with open_walmart(tmp_path) as here:
        yield here


def order_of_two_lines(shop: Walmart) -> str:
    """The first line has two units at least."""
    while True:
        (order_id,) = shop.arrive(kind="acknowledged", lines=2)
        if sum(shop.units(order_id).values()) >= 2:
            return order_id


def trackings(shop: Walmart, order_id: str) -> set[str | None]:
    return {parcel.tracking_number for parcel in shop.order(order_id).report.parcels}


def test_three_parcels_over_two_lines_are_three_trackings(shop: Walmart) -> None:
    order_id = order_of_two_lines(shop)
    shop.read()
    first, second = (line.id for line in shop.order(order_id).report.lines)
    assert shop.act("ship", order_id, carrier="UPS", tracking_number="T1", line=first, quantity=1).state == "confirmed"
    assert trackings(shop, order_id) == {"T1"}
    assert shop.act("ship", order_id, carrier="FedEx", tracking_number="T2", line=first).state == "confirmed"
    assert shop.act("ship", order_id, carrier="UPS", tracking_number="T3", line=second).state == "confirmed"
    order = shop.order(order_id)
    assert (order.status, trackings(shop, order_id)) == ("shipped", {"T1", "T2", "T3"})
    assert {parcel.carrier for parcel in order.report.parcels} == {"UPS", "FedEx"}


def test_a_channel_that_takes_one_parcel_says_before_which_one_it_is(tmp_path: Path) -> None:
    with played(tmp_path, "manomano") as here:
        (order_id,) = here.arrive("PREPARATION")
        here.sync()
        fields = {"carrier": "DPD", "tracking_number": ["T1", "T2", "T3"]}
        asked = here.engine.act("ship", here.key(order_id), fields, SELLER, dry_run=True)
        (advice,) = [each for each in getattr(asked.decision, "advice", ()) if "T1" in each.because]
        assert "T1 is sent, T2 and T3 not" in advice.because
        here.engine.act("ship", here.key(order_id), fields, SELLER)
        here.clock.advance(timedelta(minutes=1))
        (sent,) = here.engine.send().submissions
        assert (sent.state, sent.fields["tracking_number"]) == ("confirmed", "T1")
