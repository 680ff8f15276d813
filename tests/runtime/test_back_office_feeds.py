"""What a back office cannot take: it stays out of the feed over real HTTP, unless it is there already."""

from __future__ import annotations

from pathlib import Path

import pytest

from stallkeeper.orders import FeedEntry
from stallkeeper.runtime.engine import Engine
from tests.runtime.test_bol_lived import selling
from tests.runtime.test_walmart_lived import PARCEL, open_walmart

OFFICES = """
back_offices:
  picky: {cannot_take: [several_parcels, partly_shipped, partly_canceled]}
  easy: {}
"""


def told(engine: Engine, office: str, after: int = 0) -> dict[str, FeedEntry]:
    return {entry.key.id: entry for entry in engine.back_offices.feed(office, after).entries}


def test_an_order_of_one_line_that_is_sent_in_part_stays_out_until_all_of_it_has_left(tmp_path: Path) -> None:
    with selling(tmp_path, "nl", more=OFFICES) as bol:
        order_id = bol.arrive_with(quantity=3)
        (whole,) = bol.arrive()
        bol.world.report(order_id, "SHIPPED_IN_PART")
        bol.read()
        (line,) = bol.order(order_id).report.lines
        assert (bol.order(order_id).status, line.unshipped, line.shipped) == ("waiting_shipment", 1, 1)
        assert whole in told(bol.engine, "picky") and order_id not in told(bol.engine, "picky")
        why = bol.engine.back_offices.why_not("picky", bol.order(order_id).key)
        assert why == "the back office cannot take it: partly shipped"
        assert told(bol.engine, "easy")[order_id].beyond == ()
        bol.world.report(order_id, "SHIPPED")
        bol.read()
        assert told(bol.engine, "picky")[order_id].beyond == ()


@pytest.mark.parametrize("by", ["its own id", "seen"])
def test_what_it_has_already_comes_with_the_word_of_what_it_cannot_take(tmp_path: Path, by: str) -> None:
    with selling(tmp_path, "nl", more=OFFICES) as bol:
        order_id = bol.arrive_with(quantity=3)
        bol.read()
        first = bol.engine.back_offices.feed("picky")
        assert {entry.key.id: entry.beyond for entry in first.entries}[order_id] == ()
        key = bol.order(order_id).key
        if by == "seen":
            bol.engine.back_offices.see("picky", [key])
        else:
            bol.engine.back_offices.give_ids("picky", key, ("SO-1",))
        sent = bol.act("ship", order_id, carrier="TNT", line=bol.order(order_id).report.lines[0].id, quantity=1)
        assert bol.later(sent, minutes=2).state == "confirmed"
        entry = told(bol.engine, "picky", first.cursor)[order_id]
        assert (entry.beyond, entry.mark.is_taken) == (("partly_shipped",), True)
        assert bol.engine.back_offices.why_not("picky", key) is None
        assert told(bol.engine, "easy", first.cursor)[order_id].beyond == ()


def test_an_order_in_several_parcels_stays_out_unless_it_is_there_already(tmp_path: Path) -> None:
    with open_walmart(tmp_path, OFFICES) as walmart:
        known, unknown = (walmart.arrive(kind="acknowledged", lines=2)[0] for _ in range(2))
        walmart.read()
        walmart.engine.back_offices.see("picky", [walmart.order(known).key])
        for order_id in (known, unknown):
            for number, line in enumerate(walmart.order(order_id).report.lines):
                parcel = {**PARCEL, "tracking_number": f"1Z{number}"}
                assert walmart.act("ship", order_id, **parcel, line=line.id).state == "confirmed"
            assert len(walmart.order(order_id).report.parcels) == 2
        found = told(walmart.engine, "picky")
        assert found[known].beyond == ("several_parcels",) and unknown not in found
        why = walmart.engine.back_offices.why_not("picky", walmart.order(unknown).key)
        assert why == "the back office cannot take it: several parcels"
        assert set(told(walmart.engine, "easy")) == {known, unknown}


def test_orders_of_a_test_go_where_they_are_asked_for_and_nowhere_else(tmp_path: Path) -> None:
    offices = "    test: true\nback_offices: {live: {}, trial: {test_orders: true}}\n"
    with open_walmart(tmp_path, offices) as walmart:
        (order_id,) = walmart.arrive(kind="acknowledged")
        walmart.read()
        assert told(walmart.engine, "live") == {}
        assert set(told(walmart.engine, "trial")) == {order_id}
        assert walmart.engine.back_offices.why_not("live", walmart.order(order_id).key) == "it is a test order"
