"""The day by which an order says that it has to leave: when it passes, that is told once, and the order is late."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from stallkeeper.runtime.progress import DeadlinePassed
from stallkeeper.runtime.results import PassedDeadline
from tests.bindings.serving import serving
from tests.runtime.arranged import SELLER, START, World, world
from tests.runtime.webhook_receiver import Receiver, teller_over

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
DUE = START + 5 * HOUR
MADE_LATE = ["deadline", "flagged"]


@pytest.fixture
def here(tmp_path: Path) -> World:
    return world(tmp_path)


def arrive(here: World, native: str = "PAID", **fields: Any) -> None:
    fields.setdefault("ship_by", DUE)
    here.shop.put("A1", native, **fields)
    here.pass_time(timedelta(minutes=1))
    assert here.engine.sync("my-shop", "catch_up").complete


def at(here: World, when: datetime) -> list[tuple[str, datetime]]:
    """What has passed when the deadlines are looked at then."""
    here.pass_time(when - here.clock.now())
    return [(each.rule, each.due_at) for each in here.engine.deadlines().passed]


def lines(here: World) -> list[tuple[str, str]]:
    """What the history holds of deadlines that passed."""
    told = (event.details for event in here.store.history(here.key("A1")) if event.kind == "deadline")
    return [(str(each["rule"]), str(each["due_at"])) for each in told]


def test_it_is_told_when_it_has_passed_and_the_order_is_late(here: World) -> None:
    arrive(here)
    assert at(here, DUE - timedelta(seconds=1)) == []
    here.pass_time(timedelta(seconds=1))
    assert here.engine.deadlines().passed == (PassedDeadline(here.key("A1"), "ship_by", DUE, None),)
    order, (noted, flagged) = here.order("A1"), here.store.history(here.key("A1"))[-2:]
    assert (order.status, order.flags) == ("waiting_shipment", ("late",))
    assert noted.details == {
        "rule": "ship_by",
        "due_at": DUE.isoformat(),
        "consequence": ["shipped too late"],
        "kept_by": "channel",
    }
    assert (noted.kind, noted.who, noted.at, noted.to_status) == ("deadline", "engine", DUE, None)
    assert flagged.details == {"flag": "late", "raised": True, "rule": "ship_by"}
    assert [each for each in here.told if isinstance(each, DeadlinePassed)] == [
        DeadlinePassed("my-shop", here.key("A1"), "ship_by", None)
    ]


def test_it_is_told_once_for_its_time_by_whatever_process_and_however_often_the_order_changes(here: World) -> None:
    arrive(here)
    assert at(here, DUE) == [("ship_by", DUE)]
    assert at(here, DUE + HOUR) == []
    here.restart()
    assert at(here, DUE + 2 * HOUR) == []
    arrive(here, total=7)
    assert at(here, DUE + 3 * HOUR) == []
    assert (lines(here), here.order("A1").flags) == ([("ship_by", DUE.isoformat())], ("late",))


def test_one_long_past_when_the_order_is_first_seen_is_told_once_at_the_first_look(here: World) -> None:
    arrive(here, ship_by=START - 9 * DAY)
    assert at(here, START + HOUR) == [("ship_by", START - 9 * DAY)]
    assert at(here, START + 2 * HOUR) == []


@pytest.mark.parametrize("native", ["SENT", "CANCELED", "REFUNDED", "NEVER_HEARD_OF"])
def test_an_order_that_is_not_to_be_sent_is_not_late(here: World, native: str) -> None:
    arrive(here, native)
    assert at(here, DUE + DAY) == []
    assert "late" not in here.order("A1").flags


def test_an_order_that_the_marketplace_ships_itself_is_not_late(here: World) -> None:
    arrive(here, fulfilled_by_channel=True)
    assert at(here, DUE + DAY) == []


def test_a_late_order_that_is_sent_is_late_no_more(here: World) -> None:
    arrive(here)
    at(here, DUE)
    arrive(here, "SENT")
    assert here.order("A1").flags == ()
    flagged = [event.details for event in here.store.history(here.key("A1")) if event.kind == "flagged"]
    assert [each["raised"] for each in flagged] == [True, False]


def test_an_order_that_is_accepted_too_late_stays_late_without_another_word(here: World) -> None:
    arrive(here, "OFFERED")
    at(here, DUE)
    arrive(here, "PAID")
    assert here.order("A1").flags == ("late",)
    assert at(here, DUE + HOUR) == []
    assert here.history("A1")[-3:] == [*MADE_LATE, "waiting_acceptance→waiting_shipment"]


def test_a_later_day_takes_the_flag_off_and_passes_in_its_turn(here: World) -> None:
    arrive(here)
    at(here, DUE)
    later = DUE + DAY
    arrive(here, ship_by=later)
    assert here.order("A1").flags == ()
    assert at(here, later - timedelta(seconds=1)) == []
    assert at(here, later) == [("ship_by", later)]
    assert here.order("A1").flags == ("late",)
    assert lines(here) == [("ship_by", DUE.isoformat()), ("ship_by", later.isoformat())]


def test_a_day_that_comes_back_makes_it_late_again_and_is_not_told_again(here: World) -> None:
    arrive(here)
    at(here, DUE)
    arrive(here, ship_by=DUE + DAY)
    arrive(here, ship_by=DUE)
    assert at(here, DUE + HOUR) == []
    assert (here.order("A1").flags, len(lines(here))) == (("late",), 1)
    assert here.history("A1")[-1] == "flagged"


def test_what_a_rule_made_late_stays_so_when_the_order_gets_a_later_day(here: World) -> None:
    arrive(here, "OFFERED", ship_by=START + HOUR)
    assert at(here, START + 3 * DAY) == [("answer", START + 2 * DAY), ("ship_by", START + HOUR)]
    arrive(here, "OFFERED", ship_by=START + 9 * DAY)
    assert here.order("A1").flags == ("late",)


@pytest.mark.parametrize(("ship_by", "last"), [(START + DAY, "answer"), (START + 3 * DAY, "ship_by")])
def test_of_two_deadlines_the_second_is_told_though_the_order_is_late_already(
    here: World, ship_by: datetime, last: str
) -> None:
    arrive(here, "OFFERED", ship_by=ship_by)
    first = at(here, min(ship_by, START + 2 * DAY))
    second = at(here, max(ship_by, START + 2 * DAY))
    assert ([rule for rule, _ in first + second][-1], len(first), len(second)) == (last, 1, 1)
    assert here.history("A1").count("flagged") == 1
    assert at(here, START + 4 * DAY) == []


def test_an_action_under_way_goes_its_way_while_the_order_becomes_late(here: World) -> None:
    arrive(here)
    here.pass_time(DUE - timedelta(minutes=1) - here.clock.now())
    asked = here.act("ship", "A1", carrier="DHL")
    assert at(here, DUE) == [("ship_by", DUE)]
    here.engine.send()
    here.pass_time(timedelta(minutes=2))
    here.engine.sync("my-shop", "latest")
    here.engine.send()
    assert here.submission(asked).state == "confirmed"
    assert (here.shop.effects, here.order("A1").status, here.order("A1").flags) == ([("ship", "A1")], "shipped", ())


def test_it_stops_no_action(here: World) -> None:
    arrive(here)
    at(here, DUE)
    assert "ship" in here.engine.offered(here.key("A1"))


def test_the_order_of_a_test_is_late_as_any_other_and_says_what_it_is(tmp_path: Path) -> None:
    here = world(tmp_path)
    arrive(here, flags=("test",))
    assert at(here, DUE) == [("ship_by", DUE)]
    assert (here.order("A1").is_test, "late" in here.order("A1").flags) == (True, True)


def test_an_order_whose_buyer_was_erased_is_late_and_stays_erased(here: World) -> None:
    arrive(here)
    here.engine.privacy.erase_orders([here.key("A1")], SELLER, open_too=True)
    assert at(here, DUE) == [("ship_by", DUE)]
    assert (here.order("A1").erased is not None, here.order("A1").flags) == (True, ("late",))
    assert at(here, DUE + HOUR) == []


def test_an_engine_that_runs_tells_it_in_its_second_between_two_looks_at_all(here: World) -> None:
    here.engine.tick()
    arrive(here)
    end = DUE + 20 * timedelta(minutes=1)
    while here.clock.now() < end:
        due = here.engine.tick().next_due
        here.pass_time(max(min(due, end) - here.clock.now(), timedelta(seconds=1)))
    (noted,) = (event for event in here.store.history(here.key("A1")) if event.kind == "deadline")
    assert noted.at == DUE


def test_two_processes_that_look_at_once_tell_it_once(here: World, monkeypatch: pytest.MonkeyPatch) -> None:
    arrive(here)
    other = world(here.folder, here.loaded, here.clock, here.shops, here.connect)
    here.pass_time(DUE - here.clock.now())
    write, meanwhile = here.store.update_order, iter([other.engine.deadlines])
    elsewhere: list[Any] = []

    def update_order(*given: Any, **how: Any) -> bool:
        elsewhere.extend(look().passed for look in meanwhile)
        return write(*given, **how)

    monkeypatch.setattr(here.store, "update_order", update_order)
    assert here.engine.deadlines().passed == ()
    assert ([len(each) for each in elsewhere], len(lines(here))) == ([1], 1)
    other.engine.close()
    other.store.close()


def test_a_webhook_is_told(here: World) -> None:
    arrive(here)
    receiver = Receiver()
    with (
        serving(receiver) as server,
        teller_over(here.store, f"{server.url}/hooks", here.clock, receiver) as teller,
    ):
        teller.webhooks.deliver()
        at(here, DUE)
        teller.webhooks.deliver()
    told = [each for each in receiver.taken if each["type"] == "order.deadline_passed"]
    assert [(each["data"]["order"], each["data"]["rule"], each["data"]["due_at"]) for each in told] == [
        ("A1", "ship_by", DUE.isoformat())
    ]
    assert ("order.flagged", "A1") in receiver.told


def test_an_order_that_stays_late_is_not_asked_for_its_history_at_every_look(
    here: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    arrive(here)
    at(here, DUE)
    read, asked = here.store.history, []
    monkeypatch.setattr(here.store, "history", lambda key: asked.append(key.id) or read(key))
    for hour in range(1, 9):
        assert at(here, DUE + hour * HOUR) == []
    assert asked == ["A1"]
