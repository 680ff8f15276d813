"""A marketplace that leaves amounts out for an hour while an order comes to its end: the ledger keeps them."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from tests.runtime.played import played


@pytest.mark.requirement("R30")
@pytest.mark.parametrize("dropped", ["total_price", "shipping_price", "created_at"])
def test_an_amount_that_is_left_out_later_stays_as_it_was_told(tmp_path: Path, dropped: str) -> None:
    with played(tmp_path, "manomano") as shop:
        (order_id,) = shop.arrive("PREPARATION")
        shop.sync()
        told = shop.order(order_id).report
        shop.world.troubles.switch_on("dropped_field", {"path": dropped})
        shop.world.report(order_id, "SHIPPED")
        shop.clock.advance(timedelta(minutes=20))
        shop.sync()
        now = shop.order(order_id)
        assert now.status == "shipped"
        kept = (now.report.total, now.report.currency, now.report.shipping, now.report.ordered_at)
        assert kept == (told.total, told.currency, told.shipping, told.ordered_at)
        assert None not in kept
