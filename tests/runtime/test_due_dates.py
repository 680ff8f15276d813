"""Deadlines that run: from the channel's rules and from the order itself, the nearest first, with what happens then."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from stallkeeper.runtime.due_dates import RunningDeadline
from tests.runtime.arranged import START, World, world

DAY = timedelta(days=1)


@pytest.fixture
def here(tmp_path: Path) -> World:
    return world(tmp_path)


def arrive(here: World, **native: str) -> None:
    for order_id, word in native.items():
        here.shop.put(order_id, word)
    here.pass_time(timedelta(minutes=1))
    here.engine.sync("my-shop", "latest")


def only(here: World) -> RunningDeadline:
    (found,) = here.engine.due_dates()
    return found


def test_a_rule_of_the_channel_says_when_and_what_then(here: World) -> None:
    arrive(here, A1="OFFERED")
    found = only(here)
    assert (found.rule, found.due_at, found.status) == ("answer", START + 2 * DAY, "waiting_acceptance")
    assert (found.consequence, found.because) == ("canceled by the channel", "The seller did not answer.")


@pytest.mark.parametrize(("hours", "level"), [(23, None), (24, 50), (39, 80), (46, 95), (60, 95)])
def test_the_level_follows_the_time_that_has_gone(here: World, hours: int, level: int | None) -> None:
    arrive(here, A1="OFFERED")
    here.pass_time(timedelta(hours=hours) - timedelta(minutes=1))
    found = only(here)
    assert (found.level, found.at_risk) == (level, level is not None)


def test_what_the_order_itself_names_runs_until_it_is_shipped(here: World) -> None:
    here.shop.put("A1", "PAID", ship_by=START + DAY)
    arrive(here)
    here.pass_time(DAY / 2)
    found = only(here)
    assert (found.rule, found.due_at, found.spent) == ("ship_by", START + DAY, 50)
    here.shop.put("A1", "SENT", ship_by=START + DAY)
    arrive(here)
    assert here.engine.due_dates() == ()


def test_what_the_marketplace_ships_itself_is_not_the_sellers_to_send_in_time(here: World) -> None:
    here.shop.put("A1", "PAID", ship_by=START + DAY, fulfilled_by_channel=True)
    arrive(here)
    assert here.engine.due_dates() == ()


def test_the_nearest_comes_first(here: World) -> None:
    here.shop.put("A2", "PAID", ship_by=START + DAY)
    arrive(here, A1="OFFERED")
    assert [each.key.id for each in here.engine.due_dates()] == ["A2", "A1"]


def test_a_ship_by_that_lies_before_the_order_is_all_spent(here: World) -> None:
    here.shop.put("A1", "PAID", ship_by=START - DAY)
    arrive(here)
    assert only(here).spent == 100
