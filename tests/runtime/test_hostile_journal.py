"""A channel that reads a journal whose events come late, doubled, turned round or never: it is right in the end."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from stallkeeper.bindings.connect import connect
from stallkeeper.clock import ManualClock
from tests.bindings.small_channels import SETTINGS, account_of, loaded_channel
from tests.played.small import played
from tests.played.speaking import Speaker
from tests.runtime.arranged import START, World, world

JOURNAL = """
lists: {statuses: [READY/NEW, READY/SENT]}
order:
  sample: play-order.json
  id: id
  status: {join: [status, fulfillment.status], with: /}
  created: [createdAt]
  modified: [updatedAt]
  lines: lineItems
  line_id: id
  line_count: [1, 1]
grow:
  id: {text: J<serial>}
  lineItems.*.id: {serial_from: 100}
life:
  arrivals: [{name: plain, weight: 1, status: READY/NEW}]
routes:
  events:
    request: GET /order/events
    query: {from: text?, limit: {type: integer, default: 2}}
    events:
      after: query.from
      size: query.limit
      types: {READY/NEW: BOUGHT}
      otherwise: CHANGED
      gives: {id: <event.id>, type: <event.type>, order: {id: <order.id>}}
    answer: {give: {events: <records>}}
  one:
    request: GET /order/<id>
    one: path.id
    answer: {give: <order>}
"""
ORDER = {
    "id": "J1",
    "status": "READY",
    "fulfillment": {"status": "NEW"},
    "createdAt": "",
    "updatedAt": "",
    "lineItems": [{"id": "1", "offer": {"id": "A-1"}, "quantity": 1, "price": {"amount": "10.00"}}],
}


@dataclass
class Reader:
    """An engine that reads the journal of a marketplace, and the marketplace."""

    desk: Speaker
    here: World

    def live(self, hours: float) -> None:
        for _ in range(int(hours * 2)):
            self.here.clock.advance(timedelta(minutes=30))
            self.here.engine.tick()

    def statuses(self) -> dict[str, str]:
        return {order.id: order.native_status for order in self.here.store.orders()}

    def is_right(self) -> None:
        """The store holds what the marketplace holds, and tells of nothing twice."""
        assert self.statuses() == dict(self.desk.world.orders())
        for order_id in self.statuses():
            kinds = self.here.history(order_id)
            assert kinds.count("first_seen") == 1
            assert kinds.count("waiting_shipment→shipped") <= 1


@pytest.fixture
def reader(tmp_path: Path) -> Iterator[Reader]:
    with reading(tmp_path) as made:
        yield made


@contextmanager
def reading(folder: Path) -> Iterator[Reader]:
    loaded, clock = loaded_channel("journal_shop"), ManualClock(START)
    (folder / "played").mkdir()
    with played(folder / "played", JOURNAL, ORDER, clock=clock) as desk:
        account = account_of(loaded, desk.server.base_url)
        here = world(folder, loaded, clock, connect=lambda _: connect(loaded, account, clock, settings=SETTINGS))
        try:
            yield Reader(desk, here)
        finally:
            here.engine.close()
            here.store.close()


TROUBLES: list[dict[str, Any]] = [
    {"doubled_record": {}},
    {"out_of_order": {}},
    {"out_of_order": {}, "doubled_record": {}},
    {"late_update": {"by": "3 hours"}},
    {"page_drift": {}},
    {"late_update": {"by": "3 hours"}, "page_drift": {}, "out_of_order": {}, "doubled_record": {}},
]


@pytest.mark.requirement("R11")
@pytest.mark.parametrize("troubles", TROUBLES, ids=lambda troubles: ", ".join(troubles))
def test_changes_whose_events_are_late_doubled_turned_round_or_lost_are_right_within_a_day(
    reader: Reader, troubles: dict[str, Any]
) -> None:
    ids = reader.desk.world.create(9)
    reader.live(1)
    reader.desk.desk("troubles", troubles)
    for first in range(0, 6, 3):
        for order_id in ids[first : first + 3]:
            reader.desk.world.report(order_id, "READY/SENT")
        reader.live(0.5)
    reader.live(3)
    assert all(reader.desk.desk("met").get(name) for name in troubles)
    reader.desk.desk("troubles", dict.fromkeys(troubles, False))
    reader.live(30)
    reader.is_right()


@pytest.mark.requirement("R9")
def test_a_change_whose_event_never_comes_is_found_by_the_daily_reading(reader: Reader) -> None:
    first, second = reader.desk.world.create(2)
    reader.live(1)
    reader.desk.desk("troubles", {"hidden_order": {"ids": [first]}})
    reader.desk.world.report(first, "READY/SENT")
    reader.desk.world.report(second, "READY/SENT")
    reader.live(2)
    assert reader.statuses() == {first: "READY/NEW", second: "READY/SENT"}
    reader.live(26)
    reader.is_right()


def test_an_order_whose_first_event_was_withheld_for_good_is_known_from_its_next_event_on(reader: Reader) -> None:
    """A journal alone tells no more: who depends on one needs a list besides, or waits for the order to change."""
    reader.live(1)
    reader.desk.desk("troubles", {"visibility_lag": {"by": "2 hours"}})
    (late,) = reader.desk.world.create(1)
    (early,) = reader.desk.world.create(1, ago=timedelta(hours=3))
    reader.live(6)
    assert reader.statuses() == {early: "READY/NEW"}
    reader.desk.world.report(late, "READY/SENT")
    reader.live(1)
    reader.is_right()
