"""R1, R2, R4, R5, R6, R8 and R35: no order is lost, and none is there twice, whatever a marketplace's lists show."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from stallkeeper.orders import LedgerEntry
from stallkeeper.played.exchange import Reply, Request
from tests.runtime.played import Played, played

DAY = timedelta(days=1)


@pytest.fixture
def here(tmp_path: Path) -> Iterator[Played]:
    with played(tmp_path, "manomano") as opened:
        yield opened


def held(here: Played) -> list[str]:
    return sorted(order.id for order in here.store.orders())


def newest(here: Played, window: str) -> LedgerEntry:
    return next(entry for entry in here.engine.ledger("my-shop") if entry.sweep.window == window)


def look(here: Played, *windows: str) -> None:
    for window in windows:
        here.sync(window)


@pytest.mark.requirement("R1")
def test_an_order_that_shows_three_hours_late_is_found_and_the_ledger_says_by_which_sweep(here: Played) -> None:
    here.arrive("PENDING")
    look(here, "latest", "catch_up")
    here.world.troubles.switch_on("visibility_lag", {"by": "3 hours"})
    (late,) = here.world.create(1, "PENDING")
    here.clock.advance(timedelta(hours=1))
    look(here, "catch_up")
    for _ in range(9):
        here.clock.advance(timedelta(minutes=15))
        look(here, "latest")
    assert late not in held(here), "both windows have read the instant at which it changed, and it was not to be seen"
    here.clock.advance(DAY)
    look(here, "latest")
    assert late not in held(here), "what it shows by now changed before the fast window's cursor"
    look(here, "catch_up")
    assert late in held(here)
    assert (newest(here, "catch_up").sweep.created, newest(here, "catch_up").missed) == (1, 1)
    assert newest(here, "latest").sweep.created == 0


@pytest.mark.requirement("R2")
def test_a_thousand_orders_of_one_instant_at_a_boundary_come_in_once(here: Played) -> None:
    here.arrive("PENDING")
    look(here, "latest")
    cursor = here.store.cursor("my-shop", "latest")
    assert cursor is not None
    here.clock.advance(timedelta(minutes=10))
    at_the_boundary = here.clock.now() - cursor.read_until
    here.world.create(1_000, "PENDING", lines=1, ago=at_the_boundary)
    here.clock.advance(timedelta(minutes=10))
    look(here, "latest", "latest")
    assert held(here) == sorted(here.world.orders())
    assert sum(entry.sweep.created for entry in here.engine.ledger("my-shop")) == 1_001


@pytest.mark.requirement("R5")
def test_an_order_that_slips_from_one_page_to_another_is_imported_in_this_run_or_the_next(here: Played) -> None:
    here.arrive("PENDING", 120, lines=1)
    here.world.troubles.switch_on("page_drift")
    here.engine.sync("my-shop", "latest")
    assert here.world.troubles.met["page_drift"] > 0 and len(held(here)) == 119
    assert [each.kind for each in here.store.incidents()] == ["fewer_than_announced"], "what slipped by is told"
    here.world.troubles.switch_off("page_drift")
    look(here, "catch_up")
    assert held(here) == sorted(here.world.orders())
    assert here.store.incidents() == ()


@pytest.mark.requirement("R5")
def test_a_page_that_repeats_for_ever_is_an_error_and_no_loop(here: Played) -> None:
    here.arrive("PENDING", 120, lines=1)
    here.server.marketplace.faults.arm("repeat_page", {"times": 1_000_000})
    result = here.engine.sync("my-shop", "latest")
    assert not result.complete
    assert here.store.cursor("my-shop", "latest") is None
    assert len(here.server.requests) < 10
    here.server.marketplace.faults.clear()
    look(here, "latest")
    assert held(here) == sorted(here.world.orders())


def begins(request: Request) -> datetime | None:
    """From when on a list is asked for; None: it is no list."""
    given = dict(request.query).get("status_updated_at_start")
    return None if given is None else datetime.fromisoformat(given)


@pytest.mark.requirement("R6")
def test_the_one_of_a_hundred_that_the_fast_list_hides_for_good_is_found_within_a_day_and_told_as_a_miss(
    here: Played, monkeypatch: pytest.MonkeyPatch
) -> None:
    here.arrive("PENDING")
    look(here, "latest", "catch_up")
    hidden = here.world.create(100, "PENDING", lines=1)[41]
    answer, troubles = here.server.marketplace.answer, here.world.troubles

    def answering(request: Request) -> Reply:
        since = begins(request)
        if since is not None and since > here.clock.now() - DAY:
            troubles.switch_on("hidden_order", {"ids": [hidden]})
        else:
            troubles.switch_off("hidden_order")
        return answer(request)

    monkeypatch.setattr(here.server.marketplace, "answer", answering)
    for _ in range(2):
        here.clock.advance(timedelta(minutes=15))
        look(here, "latest")
    assert troubles.met["hidden_order"] > 0, "its list was asked for, and did not show it"
    assert len(held(here)) == 100 and hidden not in held(here)
    for _ in range(48):
        here.clock.advance(timedelta(minutes=30))
        here.engine.tick()
    assert hidden in held(here)
    slow = [entry for entry in here.engine.ledger("my-shop") if entry.missed]
    assert [(entry.sweep.window, entry.sweep.created, entry.missed) for entry in slow] == [("catch_up", 1, 1)]
    assert slow[0].sweep.started_at - here.order(hidden).report.ordered_at < DAY + timedelta(minutes=30)


@pytest.mark.requirement("R6")
def test_the_one_of_a_hundred_that_every_list_hides_is_told_at_once_by_the_total(
    here: Played, monkeypatch: pytest.MonkeyPatch
) -> None:
    here.arrive("PENDING")
    look(here, "latest", "catch_up")
    hidden = here.world.create(100, "PENDING", lines=1)[41]
    answer = here.server.marketplace.answer

    def answering(request: Request) -> Reply:
        reply = answer(request)
        if begins(request) is None:
            return reply
        told = json.loads(reply.body)
        told["content"] = [each for each in told["content"] if each["order_reference"] != hidden]
        return replace(reply, body=json.dumps(told).encode())

    monkeypatch.setattr(here.server.marketplace, "answer", answering)
    here.clock.advance(timedelta(minutes=15))
    look(here, "latest")
    (told,) = here.store.incidents()
    assert (told.kind, told.subject) == ("fewer_than_announced", "latest")
    assert "latest listed 99 orders where the marketplace counts 100" in told.message
    look(here, "catch_up")
    assert {each.subject for each in here.store.incidents()} == {"latest", "catch_up"}, "hidden from this one, too"
    monkeypatch.undo()
    here.clock.advance(timedelta(minutes=15))
    look(here, "catch_up")
    assert hidden in held(here) and newest(here, "catch_up").missed == 1
    assert here.store.incidents() == ()


@pytest.mark.requirement("R8")
@pytest.mark.parametrize("behind", [True, False])
def test_a_clock_that_is_ten_minutes_wrong_leaves_no_gap_and_is_told(here: Played, behind: bool) -> None:
    here.world.troubles.switch_on("clock_skew", {"by": "10 minutes", "behind": behind})
    for _ in range(6):
        here.world.create(1, "PENDING")
        here.clock.advance(timedelta(minutes=7))
        look(here, "latest")
    here.clock.advance(timedelta(minutes=30))
    look(here, "latest")
    assert held(here) == sorted(here.world.orders())
    assert [incident.kind for incident in here.store.incidents()] == ["clock_skew"]


@pytest.mark.requirement("R11")
def test_forty_seven_tellings_of_the_same_are_one_version(here: Played) -> None:
    (order_id,) = here.arrive("PENDING")
    look(here, "latest")
    before = here.store.history(here.key(order_id))
    here.world.troubles.switch_on("doubled_record")
    for _ in range(47):
        look(here, "catch_up")
        told = newest(here, "catch_up").sweep
        assert (told.seen, told.unchanged, told.changed) == (2, 2, 0)
    assert here.store.history(here.key(order_id)) == before


@pytest.mark.requirement("R35")
def test_after_six_days_down_all_is_found_and_the_ledger_shows_the_longer_window(here: Played) -> None:
    here.arrive("PENDING")
    look(here, "latest", "catch_up")
    here.world.troubles.switch_on("outage", {"lasts": "6 days"})
    for _ in range(6):
        here.world.create(3, "PENDING", lines=1)
        here.clock.advance(timedelta(hours=23))
        assert not here.engine.sync("my-shop").complete
        assert [incident.kind for incident in here.store.incidents()] == ["sweep_failed"], "one, not one per window"
    here.clock.advance(timedelta(hours=7))
    here.engine.tick()
    assert held(here) == sorted(here.world.orders())
    assert newest(here, "catch_up").extended
    assert here.store.incidents() == ()


@pytest.mark.requirement("R35")
def test_a_marketplace_that_is_down_is_asked_ever_less_often(here: Played) -> None:
    here.arrive("PENDING")
    look(here, "latest", "catch_up")
    here.world.troubles.switch_on("outage", {"lasts": "2 days"})
    before = len(here.server.requests)
    for _ in range(60):
        here.clock.advance(timedelta(minutes=1))
        here.engine.tick()
    first_hour = len(here.server.requests) - before
    for _ in range(60):
        here.clock.advance(timedelta(minutes=1))
        here.engine.tick()
    assert len(here.server.requests) - before - first_hour < first_hour < 60
    (incident,) = here.store.incidents()
    assert (incident.kind, incident.count > 1) == ("sweep_failed", True)


TRIES = 3
"""How often a page is asked for before its sweep fails, and a person is told."""


@pytest.mark.requirement("R4")
@pytest.mark.parametrize("failures", range(1, TRIES))
def test_a_page_that_fails_less_than_three_times_fails_no_sweep_and_nobody_is_told(here: Played, failures: int) -> None:
    here.arrive("PENDING", 320, lines=1)
    fault = {"status": 500, "route": "list_orders", "skip": 2, "times": failures}
    here.server.marketplace.faults.arm("fail_next", fault)
    look(here, "latest")
    assert [seen.status for seen in here.server.requests].count(500) == failures
    assert held(here) == sorted(here.world.orders())
    assert here.store.incidents() == () and here.engine.errors.list() == ()


@pytest.mark.requirement("R4")
def test_the_third_page_of_seven_that_fails_leaves_the_cursor_where_it_was_and_is_told_as_one_alert(
    here: Played,
) -> None:
    here.arrive("PENDING", 320, lines=1)
    here.server.marketplace.faults.arm("fail_next", {"status": 500, "route": "list_orders", "skip": 2, "times": 30})
    for failed in range(1, 4):
        assert not here.engine.sync("my-shop", "latest").complete
        assert [seen.status for seen in here.server.requests].count(500) == failed * TRIES
        assert len(held(here)) == 100
        assert here.store.cursor("my-shop", "latest") is None
        assert newest(here, "latest").sweep.state == "incomplete"
        (alert,) = here.store.incidents()
        assert (alert.kind, alert.subject, alert.count) == ("sweep_failed", "latest", failed)
        assert alert.message.startswith("latest stopped after page 2: ")
        (told,) = here.engine.errors.list()
        assert (told.kind, told.subject) == ("transient", "sweep_failed")
        here.clock.advance(timedelta(minutes=1))
    here.server.marketplace.faults.clear()
    look(here, "latest")
    assert newest(here, "latest").sweep.pages == 7
    assert held(here) == sorted(here.world.orders())
    assert here.store.incidents() == () and here.engine.errors.list() == ()
