"""R7: an hour that the clocks show twice holds each order once."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.runtime.played import played

CLOCKS_GO_BACK = datetime(2027, 10, 31, 1, 0, tzinfo=UTC)
"""In Paris it is 3 o'clock and then 2 o'clock again."""


@pytest.mark.requirement("R7")
@pytest.mark.parametrize("channel", ["manomano", "cdiscount/soap"])
def test_in_the_night_that_has_half_past_two_twice_each_order_comes_in_once(tmp_path: Path, channel: str) -> None:
    with played(tmp_path, channel) as here:
        word = {"manomano": "PREPARATION", "cdiscount/soap": "WaitingForShipmentAcceptation"}[channel]
        here.clock.advance(CLOCKS_GO_BACK - timedelta(hours=2) - here.clock.now())
        here.world.create(1, word)
        here.clock.advance(timedelta(minutes=10))
        here.sync()
        for _ in range(16):
            here.clock.advance(timedelta(minutes=15))
            here.world.create(1, word)
            here.sync()
        here.clock.advance(timedelta(minutes=15))
        here.sync()
        assert sorted(order.id for order in here.store.orders()) == sorted(here.world.orders())
        assert sum(entry.sweep.created for entry in here.engine.ledger()) == 17


@pytest.mark.requirement("R7")
def test_a_marketplace_that_writes_nine_hours_ahead_tells_the_same_instants(tmp_path: Path) -> None:
    with played(tmp_path, "manomano") as here:
        here.clock.advance(CLOCKS_GO_BACK - here.clock.now())
        written = "2027-10-31T09:30:00+09:00"
        (order_id,) = here.arrive("PREPARATION", changes={"created_at": written, "status_updated_at": written})
        here.sync()
        told = here.order(order_id).report
        assert told.ordered_at == told.modified_at == datetime(2027, 10, 31, 0, 30, tzinfo=UTC)
