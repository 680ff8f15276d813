"""R33: what an order was worth, what was canceled and what was given back of it, are three."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from stallkeeper import amounts_of
from stallkeeper.orders import Amounts
from stallkeeper.render.order_text import order_text
from tests.runtime.played import Played, played

pytestmark = pytest.mark.requirement("R33")


def amounts(here: Played, order_id: str) -> Amounts:
    order = here.order(order_id)
    return amounts_of(order, here.store.history(order.key))


def tree_of(here: Played, order_id: str) -> dict[str, Any]:
    held = here.world.order(order_id)
    assert held is not None
    tree: dict[str, Any] = held.tree
    return tree


def sync_later(here: Played, order_id: str, native: str) -> None:
    here.clock.advance(timedelta(minutes=30))
    here.world.report(order_id, native)
    here.clock.advance(timedelta(minutes=30))
    here.sync()


def test_a_total_that_is_lowered_for_one_of_two_lines_is_right_and_the_first_one_is_kept(tmp_path: Path) -> None:
    with played(tmp_path, "manomano") as here:
        (order_id,) = here.arrive("PREPARATION", lines=2)
        here.sync()
        tree = tree_of(here, order_id)
        first, gone = Decimal(tree["total_price"]["amount"]), tree["products"][1]
        worth = Decimal(gone["total_price"]["amount"])
        gone["quantity"] = 0
        tree["shipping_price"]["amount"] -= gone["shipping_price"]["amount"]
        tree["total_price"]["amount"] = first - worth
        sync_later(here, order_id, "PREPARATION")
        found = amounts(here, order_id)
        assert (found.original, found.canceled, found.refunded) == (first, worth, 0)
        assert found.net == here.order(order_id).report.total == first - worth
        assert found.adds_up


def test_a_refund_that_names_no_line_is_kept_beside_a_total_that_stays(tmp_path: Path) -> None:
    with played(tmp_path, "veepee") as here:
        (order_id,) = here.arrive("SHIPPED", lines=2)
        here.sync()
        tree_of(here, order_id)["refundedAmount"] = Decimal("5.50")
        sync_later(here, order_id, "PARTIAL_REFUNDED")
        order, found = here.order(order_id), amounts(here, order_id)
        total = order.report.total
        assert total is not None
        assert [line.refunded for line in order.report.lines] == [None, None]
        assert (found.original, found.canceled, found.refunded) == (total, 0, Decimal("5.50"))
        assert found.net == total - Decimal("5.50")


def test_a_refund_of_which_no_amount_is_reported_is_told_as_unknown_and_never_as_nothing(tmp_path: Path) -> None:
    with played(tmp_path, "manomano") as here:
        (order_id,) = here.arrive("SHIPPED", lines=2)
        here.sync()
        total = here.order(order_id).report.total
        assert amounts(here, order_id) == Amounts(total, Decimal(0), Decimal(0), total, Decimal(0))
        for native in ("REFUNDING", "REFUNDED"):
            sync_later(here, order_id, native)
            order, found = here.order(order_id), amounts(here, order_id)
            assert order.status == native.lower() and order.report.refunded is None
            assert (found.original, found.canceled) == (total, 0)
            assert (found.refunded, found.net) == (None, None)
            assert "how much is not known" in order_text(order, here.store.history(order.key), (), amounts=found)
