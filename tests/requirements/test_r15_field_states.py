"""R15: an address that is not given yet is neither empty nor erased, and a later empty one never takes its place."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from stallkeeper.machine.decision import Change, NotOffered
from tests.runtime.played import SELLER, played

TRACKED = {"carrier": "DPD", "tracking_number": "05300000000001"}


@pytest.mark.requirement("R15")
def test_the_address_comes_with_the_payment_and_nothing_is_shipped_before(tmp_path: Path) -> None:
    with played(tmp_path, "cdiscount/soap") as here:
        (order_id,) = here.world.create(1, "PaymentInProgress", ago=timedelta(minutes=10))
        here.sync()
        order = here.order(order_id)
        assert (order.address_state("delivery"), order.report.delivery) == ("not_given_yet", None)
        assert isinstance(here.engine.act("ship", order.key, TRACKED, SELLER).decision, NotOffered)
        here.world.report(order_id, "WaitingForShipmentAcceptation")
        here.clock.advance(timedelta(minutes=20))
        here.sync()
        assert here.order(order_id).address_state("delivery") == "given"
        assert isinstance(here.engine.act("ship", order.key, TRACKED, SELLER, dry_run=True).decision, Change)


@pytest.mark.requirement("R15")
def test_an_address_that_was_given_stays_when_it_is_no_longer_told(tmp_path: Path) -> None:
    with played(tmp_path, "cdiscount/soap") as here:
        (order_id,) = here.arrive("WaitingForShipmentAcceptation")
        here.sync()
        given = here.order(order_id).report.delivery
        here.world.report(order_id, "PaymentInProgress")
        here.clock.advance(timedelta(minutes=20))
        here.sync()
        order = here.order(order_id)
        assert order.native_status == "PaymentInProgress"
        assert given is not None and order.report.delivery == given


@pytest.mark.requirement("R15")
def test_given_empty_not_given_and_erased_are_three_things(tmp_path: Path) -> None:
    with played(tmp_path, "manomano") as here:
        empty, missing, gone = here.arrive("SHIPPED", 3)
        for order_id in (empty, missing):
            held = here.world.order(order_id)
            assert held is not None
            addresses = held.tree["addresses"]
            if order_id == empty:
                addresses["shipping"] = dict.fromkeys(addresses["shipping"], "")
            else:
                del addresses["shipping"]
        here.sync()
        here.engine.privacy.erase_orders([here.key(gone)], SELLER)
        states = {order_id: here.order(order_id).address_state("delivery") for order_id in (empty, missing, gone)}
    assert states == {empty: "empty", missing: "not_given_yet", gone: "erased"}
