"""R13: what was erased is not made anew, whatever is read again and whichever copy of the database is put back."""

from __future__ import annotations

import shutil
from datetime import timedelta
from pathlib import Path

import pytest

from tests.runtime.played import SELLER, marketplace, played, seller


@pytest.mark.requirement("R13")
def test_an_erased_order_that_is_listed_again_is_the_same_order_without_its_buyer(tmp_path: Path) -> None:
    with played(tmp_path, "manomano") as here:
        ids = here.arrive("SHIPPED", 3)
        here.sync()
        here.engine.privacy.erase_orders([here.key(ids[0])], SELLER)
        held = here.world.order(ids[0])
        assert held is not None
        street = held.tree["addresses"]["shipping"]["address_line1"]
        for turn in range(2):
            held.tree["shipping_price"]["amount"] = 1.25 + turn
            here.clock.advance(timedelta(days=1))
            here.sync("catch_up")
        assert len(list(here.store.orders())) == 3
        order = here.order(ids[0])
        assert (order.address_state("delivery"), str(order.report.shipping)) == ("erased", "2.25")
        assert [event.kind for event in here.store.history(order.key)].count("first_seen") == 1
        assert here.store.payload(order.key) is None
    assert street.encode() not in (tmp_path / "orders.db").read_bytes()


@pytest.mark.requirement("R13")
def test_an_order_whose_row_is_gone_comes_back_without_its_buyer(tmp_path: Path) -> None:
    with marketplace("manomano") as (server, clock):
        with seller(tmp_path, "manomano", server, clock) as here:
            here.sync()
        shutil.copy(tmp_path / "orders.db", tmp_path / "before.db")
        with seller(tmp_path, "manomano", server, clock) as here:
            (order_id,) = here.arrive("SHIPPED")
            here.sync()
            here.engine.privacy.erase_orders([here.key(order_id)], SELLER)
        shutil.copy(tmp_path / "before.db", tmp_path / "orders.db")
        with seller(tmp_path, "manomano", server, clock) as here:
            assert here.store.find(order_id) == ()
            here.sync("catch_up")
            order = here.order(order_id)
            assert order.address_state("delivery") == "erased"
            assert order.report.total is not None
