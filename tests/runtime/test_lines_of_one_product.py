"""Two lines of one product at a marketplace that knows a line by its product alone, over HTTP: one is not both."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from tests.runtime.played import SELLER, played

REFUND = {"refund_reason": "ClientClaim", "refund_mode": "Claim"}


def test_a_refund_of_one_of_two_lines_of_a_product_is_refused_and_not_made_for_both(tmp_path: Path) -> None:
    with played(tmp_path, "cdiscount/soap") as here:
        (order_id,) = here.arrive("Shipped", 1, lines=2)
        order = here.world.order(order_id)
        assert order is not None
        lines = order.tree["OrderLineList"]["OrderLine"]
        with here.world.lock, here.world.changing(order):
            for number, line in enumerate(lines, 1):
                line |= {"SellerProductId": lines[0]["SellerProductId"], "RowId": number}
        here.clock.advance(timedelta(minutes=20))
        here.sync()
        one, _ = here.order(order_id).report.lines
        asked = here.engine.act("refund", here.key(order_id), {**REFUND, "line": one.id}, SELLER).submission
        assert asked is not None
        here.engine.send()
        refused = here.store.submission(asked.id)
        assert refused is not None and (refused.state, refused.error_kind) == ("rejected", "validation")
        assert "do it at the marketplace, or leave `line` out" in str(refused.error)
        assert here.world.effects() == ()
