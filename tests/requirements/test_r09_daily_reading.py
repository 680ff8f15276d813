"""R6, R9 and R13: open orders are read again by their ids each day, and tell what no list has shown."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from stallkeeper.orders import LedgerEntry
from stallkeeper.played.exchange import Reply, Request
from stallkeeper.runtime import daily_reading
from stallkeeper.runtime.open_batch import TOO_MANY_GONE
from stallkeeper.runtime.sweep_report import OPEN_ORDERS
from tests.runtime.played import SELLER, Played, played

A_QUARTER = timedelta(minutes=15)
PARCEL = {"carrier": "Colissimo", "tracking_number": "T1", "tracking_url": "https://track.example/T1"}


@pytest.fixture
def here(tmp_path: Path) -> Iterator[Played]:
    with played(tmp_path, "manomano") as opened:
        yield opened


def live(here: Played, hours: float) -> None:
    """So many hours of an engine that does what is due."""
    for _ in range(int(hours * 2)):
        here.clock.advance(2 * A_QUARTER)
        here.engine.tick()


def readings(here: Played) -> list[LedgerEntry]:
    return [entry for entry in here.engine.ledger("my-shop") if entry.sweep.window == OPEN_ORDERS]


def asked_for(here: Played, order_id: str) -> int:
    """How often the order was read by its id."""
    return sum(request.path.endswith(f"/{order_id}") for request in here.server.requests)


@pytest.mark.requirement("R9")
def test_a_cancellation_without_a_date_is_seen_within_a_day_and_told_as_a_miss(here: Played) -> None:
    (order_id,) = here.world.create(1, "PREPARATION", ago=timedelta(days=20))
    here.engine.tick()
    live(here, 30)
    here.world.troubles.switch_on("silent_change")
    here.world.report(order_id, "REFUNDED")
    assert here.order(order_id).status == "waiting_shipment"
    live(here, 24)
    assert here.order(order_id).status == "refunded"
    assert sum(entry.missed for entry in readings(here)) == 1
    assert {entry.sweep.state for entry in readings(here)} == {"complete"}


@pytest.mark.requirement("R9")
def test_what_sweeps_report_each_day_is_not_asked_for_again(here: Played) -> None:
    (order_id,) = here.arrive("PREPARATION")
    live(here, 48)
    assert asked_for(here, order_id) == 0
    assert readings(here) == []


@pytest.mark.requirement("R9")
def test_what_is_over_is_not_asked_for_again(here: Played) -> None:
    here.world.create(3, "REFUNDED", ago=timedelta(days=20))
    live(here, 48)
    assert len(list(here.store.orders())) == 3
    assert readings(here) == []


@pytest.mark.requirement("R6")
def test_the_one_of_a_hundred_that_a_list_hides_from_now_on_is_read_by_its_id_and_told_as_a_miss(here: Played) -> None:
    ids = here.arrive("PREPARATION", 100, lines=1)
    here.engine.tick()
    here.world.troubles.switch_on("hidden_order", {"ids": [ids[41]]})
    live(here, 1)
    here.world.report(ids[41], "REFUNDED")
    live(here, 24)
    assert here.order(ids[41]).status == "refunded"
    assert sum(entry.missed for entry in readings(here)) == 1
    assert [asked_for(here, each) for each in (ids[40], ids[41])] == [0, 1]


@pytest.mark.requirement("R9")
def test_what_is_sent_and_may_still_move_is_read_when_it_has_been_so_for_8_16_and_32_days(here: Played) -> None:
    (order_id,) = here.world.create(1, "SHIPPED", ago=timedelta(days=6))
    here.engine.tick()
    since = here.order(order_id).status_since
    read: list[int] = []
    while here.clock.now() - since < timedelta(days=40):
        here.clock.advance(timedelta(hours=6))
        before = asked_for(here, order_id)
        here.engine.tick()
        read += [(here.clock.now() - since).days] * (asked_for(here, order_id) - before)
    assert read == [8, 16, 32]


@pytest.mark.requirement("R13")
def test_an_order_whose_answer_lacks_its_id_is_not_gone(here: Played) -> None:
    (order_id,) = here.world.create(1, "PREPARATION", ago=timedelta(days=20))
    here.engine.tick()
    here.world.troubles.switch_on("dropped_field", {"path": "order_reference"})
    live(here, 26)
    assert asked_for(here, order_id) == 2, "once more at the next look"
    assert here.order(order_id).flags == ()
    here.world.troubles.switch_off("dropped_field")
    live(here, 25)
    assert {each.kind for each in here.store.incidents()} & {"unreadable_order", "vanished"} == set()


@pytest.mark.requirement("R9")
@pytest.mark.parametrize(("garbled", "asked"), [(1, 2), (1000, 2)], ids=["once", "always"])
def test_an_answer_that_was_garbled_is_asked_for_once_more_at_the_next_look(
    here: Played, monkeypatch: pytest.MonkeyPatch, garbled: int, asked: int
) -> None:
    (order_id,) = here.world.create(1, "SHIPPED", ago=timedelta(days=6))
    here.engine.tick()
    answer, left = here.server.marketplace.answer, [garbled]

    def garbling(request: Request) -> Reply:
        if not request.path.endswith(f"/{order_id}") or not left[0]:
            return answer(request)
        left[0] -= 1
        return Reply(200, b"{", "application/json")

    monkeypatch.setattr(here.server.marketplace, "answer", garbling)
    here.clock.advance(here.order(order_id).status_since + timedelta(days=8) - here.clock.now())
    live(here, 20)
    assert asked_for(here, order_id) == asked
    told = [each for each in here.store.incidents() if each.kind == "unreadable_order"]
    assert len(told) == (0 if garbled == 1 else 1)


@pytest.mark.requirement("R9")
def test_where_not_all_can_be_read_in_a_day_each_has_its_turn_before_one_has_a_second(
    here: Played, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(daily_reading, "BATCH", 4)
    ids = here.world.create(18, "PREPARATION", lines=1, ago=timedelta(days=20))
    here.engine.tick()
    times: list[set[int]] = []
    for _ in range(5):
        here.clock.advance(timedelta(hours=25))
        for window in ("latest", "catch_up"):
            here.engine.sync("my-shop", window)
        here.engine._open_orders.look(here.engine._lanes.of("my-shop"))
        times.append({asked_for(here, each) for each in ids})
    assert times == [{0, 1}, {0, 1}, {0, 1}, {0, 1}, {1}]


@pytest.mark.requirement("R13")
def test_an_order_that_is_gone_is_kept_and_marked_and_comes_back(here: Played) -> None:
    (order_id,) = here.world.create(1, "PREPARATION", ago=timedelta(days=20))
    here.engine.tick()
    kept = here.world.vanish(order_id)
    live(here, 72)
    order = here.order(order_id)
    assert (order.status, order.flags) == ("waiting_shipment", ("vanished",))
    assert order.report.delivery is not None
    assert here.engine.offered(order.key) == ()
    assert here.engine.act("ship", order.key, PARCEL, SELLER).submission is None
    (incident,) = here.store.incidents()
    assert (incident.kind, incident.subject, incident.count) == ("vanished", order_id, 1)
    here.world._orders[order_id] = kept
    live(here, 24)
    order = here.order(order_id)
    assert (order.status, order.flags) == ("waiting_shipment", ())
    assert "ship" in here.engine.offered(order.key)
    assert here.store.incidents() == ()
    told = [event.details for event in here.store.history(order.key) if event.kind == "flagged"]
    assert told == [{"flag": "vanished", "raised": True}, {"flag": "vanished", "raised": False}]


@pytest.mark.requirement("R13")
def test_where_no_order_at_all_is_known_the_account_is_in_doubt_and_not_the_orders(here: Played) -> None:
    ids = here.world.create(12, "PREPARATION", lines=1, ago=timedelta(days=20))
    here.engine.tick()
    for order_id in ids:
        here.world.vanish(order_id)
    live(here, 30)
    assert {order.flags for order in here.store.orders()} == {()}
    (incident,) = here.store.incidents()
    assert (incident.kind, incident.subject) == ("none_known", "my-shop")


@pytest.mark.requirement("R13")
@pytest.mark.parametrize(("at_a_time", "most"), [(12, 0), (4, TOO_MANY_GONE - 1)])
def test_the_rest_of_them_is_in_doubt_as_well_however_few_are_asked_for_at_a_time(
    here: Played, monkeypatch: pytest.MonkeyPatch, at_a_time: int, most: int
) -> None:
    monkeypatch.setattr(daily_reading, "BATCH", at_a_time)
    ids = here.world.create(20, "PREPARATION", lines=1, ago=timedelta(days=20))
    here.engine.tick()
    for order_id in ids:
        here.world.vanish(order_id)
    live(here, 30)
    assert sum(order.flags == ("vanished",) for order in here.store.orders()) <= most
    assert "none_known" in {incident.kind for incident in here.store.incidents()}


@pytest.mark.requirement("R13")
def test_a_dozen_that_are_gone_are_marked_where_others_of_their_time_are_known(here: Played) -> None:
    here.world.create(1, "REFUNDED", ago=timedelta(days=20))
    ids = here.world.create(12, "PREPARATION", lines=1, ago=timedelta(days=20))
    here.engine.tick()
    for order_id in ids:
        here.world.vanish(order_id)
    live(here, 30)
    assert {here.order(each).flags for each in ids} == {("vanished",)}
    assert {incident.kind for incident in here.store.incidents()} == {"vanished"}


@pytest.mark.requirement("R13")
def test_those_that_are_gone_later_are_marked_beside_many_that_are_known_to_be(here: Played) -> None:
    ids = here.world.create(13, "PREPARATION", lines=1, ago=timedelta(days=20))
    here.engine.tick()
    for gone in (ids[:9], ids[9:]):
        for order_id in gone:
            here.world.vanish(order_id)
        live(here, 30)
        assert {here.order(each).flags for each in gone} == {("vanished",)}


@pytest.mark.requirement("R13")
def test_orders_of_another_seller_vouch_for_none_of_ours(here: Played) -> None:
    ids = here.world.create(12, "PREPARATION", lines=1, ago=timedelta(days=20))
    here.engine.tick()
    for order_id in ids:
        here.world.vanish(order_id)
    here.world.create(5, "REFUNDED", ago=timedelta(days=20))
    live(here, 30)
    assert {here.order(each).flags for each in ids} == {()}
    assert {incident.kind for incident in here.store.incidents()} == {"none_known"}


@pytest.mark.requirement("R13")
def test_one_that_cannot_be_read_vouches_for_nobody_and_the_next_one_is_asked(
    here: Played, monkeypatch: pytest.MonkeyPatch
) -> None:
    *_, garbled = here.world.create(2, "REFUNDED", ago=timedelta(days=20))
    ids = here.world.create(12, "PREPARATION", lines=1, ago=timedelta(days=20))
    here.engine.tick()
    for order_id in ids:
        here.world.vanish(order_id)
    answer = here.server.marketplace.answer

    def garbling(request: Request) -> Reply:
        return Reply(400, b"{}", "application/json") if request.path.endswith(f"/{garbled}") else answer(request)

    monkeypatch.setattr(here.server.marketplace, "answer", garbling)
    live(here, 30)
    assert asked_for(here, garbled) > 0
    assert {here.order(each).flags for each in ids} == {("vanished",)}
