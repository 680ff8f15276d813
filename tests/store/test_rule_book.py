"""A seller's rules in the store: looks that miss nothing, marks that stand once, promises that fit the stock."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from stallkeeper.orders import Event, Order, RuleStanding, Submission
from stallkeeper.store import Store, rule_firing, rule_looks, rule_table
from stallkeeper.store.rule_firing import Answer, Demand, Wish
from stallkeeper.store.rule_looks import Looked
from stallkeeper.store.rule_table import WrittenRule
from tests.store.samples import LATER, NOW, key_of, order_of, page_of, submission_of, write_of

HOUR = timedelta(hours=1)
RULE = WrittenRule("accept", "1", None, ("waiting_acceptance",), ())


def begin(store: Store) -> None:
    """The account has a rule."""
    store.rules.looks.begin()
    store.rules.table.keep("my-shop", "bazaar", [RULE], NOW)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store.open(tmp_path / "orders.db", now=NOW) as opened:
        begin(opened)
        yield opened


def waiting(order_id: str, **more: Any) -> Order:
    return order_of(order_id, status="waiting_acceptance", last_known_status="waiting_acceptance", **more)


def arrive(store: Store, *orders: Order) -> None:
    store.write_page(page_of(*map(write_of, orders)))


def due(store: Store, now: datetime = NOW) -> list[str]:
    """The orders that are to be looked at."""
    store.rules.looks.gather(now)
    return [look.key.id for look in store.rules.looks.due("my-shop", now, 100)]


def settle(store: Store, again_at: datetime | None = None, **standing: str) -> None:
    """Everything that is due is looked at."""
    looked = []
    for look in store.rules.looks.due("my-shop", NOW, 100):
        standings = (
            (RuleStanding("my-shop", "accept", look.key, standing["state"], NOW, standing["why"]),)  # type: ignore[arg-type]
            if standing
            else ()
        )
        looked.append(Looked(look, "my-shop", standings, () if standing else ("accept",), again_at))
    store.rules.looks.settle(looked)


def test_an_order_is_due_for_what_happened_to_it_and_not_again(store: Store) -> None:
    arrive(store, waiting("A1"), waiting("A2"))
    assert due(store) == ["A1", "A2"]
    settle(store)
    assert due(store) == []
    store.update_order(replace(waiting("A1"), status="accepted"), [event("A1")])
    assert due(store) == ["A1"]


def event(order_id: str) -> Event:
    return Event(NOW, key_of(order_id), "moved", "channel", "waiting_acceptance", "accepted")


def test_what_was_gathered_and_not_looked_at_is_due_for_the_next_process(tmp_path: Path) -> None:
    with Store.open(tmp_path / "orders.db", now=NOW) as store:
        begin(store)
        arrive(store, waiting("A1"))
        assert due(store) == ["A1"]
    with Store.open(tmp_path / "orders.db", now=NOW) as store:
        assert due(store) == ["A1"]


def test_what_happens_while_an_order_is_looked_at_makes_it_due_again(store: Store) -> None:
    arrive(store, waiting("A1"))
    assert due(store) == ["A1"]
    (look,) = store.rules.looks.due("my-shop", NOW, 100)
    store.update_order(replace(waiting("A1"), status="accepted"), [event("A1")])
    assert due(store) == ["A1"]
    store.rules.looks.settle([Looked(look, "my-shop")])
    assert due(store) == ["A1"]


def test_a_look_that_is_put_off_comes_when_its_time_has_come_or_something_happens(store: Store) -> None:
    arrive(store, waiting("A1"), waiting("A2"))
    due(store)
    settle(store, again_at=LATER)
    assert due(store) == []
    assert store.rules.looks.next_due("my-shop") == LATER
    store.update_order(replace(waiting("A2"), status="accepted"), [event("A2")])
    assert due(store) == ["A2"]
    assert due(store, LATER) == ["A2", "A1"]


def test_orders_of_accounts_without_rules_are_never_due(store: Store) -> None:
    arrive(store, replace(waiting("B1"), account="another"))
    assert due(store) == []
    assert store.rules.looks.due("another", LATER, 100) == ()


def test_what_one_account_gathers_is_not_lost_for_another(store: Store) -> None:
    store.rules.table.keep("another", "bazaar", [RULE], NOW)
    arrive(store, waiting("A1"), replace(waiting("B1"), account="another"))
    assert due(store) == ["A1"]
    assert [look.key.id for look in store.rules.looks.due("another", NOW, 100)] == ["B1"]


def test_a_standing_keeps_its_time_while_it_says_the_same(store: Store) -> None:
    arrive(store, waiting("A1"))
    due(store)
    settle(store, state="held", why="too dear")
    arrive(store)
    (look,) = (RuleStanding("my-shop", "accept", key_of("A1"), "held", LATER, "too dear"),)
    with store._database.transaction():
        store.rules.table.stands(1, look)
        store.rules.table.stands(1, look)
    (standing,) = store.rules.table.standings("my-shop")
    assert (standing.state, standing.at) == ("held", NOW)
    with store._database.transaction():
        store.rules.table.stands(1, replace(look, why="far too dear"))
    assert store.rules.table.of_order(key_of("A1"))[0].at == LATER


def wish(order_id: str = "A1", rule: str = "accept", at: datetime = NOW, **more: Any) -> Wish:
    made: Submission = submission_of(
        f"{rule}-{order_id}", key=key_of(order_id), created_at=at, expected=("accepted",), who=f"rule:{rule}"
    )
    queued = Event(at, made.key, "submission", made.who, submission=made.id, details={"state": "queued"})
    return Wish(rule, made, queued, more.pop("chain", 5), **more)


def done(store: Store, submission_id: str) -> None:
    """It has come to its end; the order is free."""
    found = store.submission(submission_id)
    assert found is not None
    assert store.update_submission(replace(found, state="confirmed"), (), held=found)


def test_a_rule_fires_once_for_an_order(store: Store) -> None:
    arrive(store, waiting("A1"))
    assert store.rules.firing.fire(wish()).said == "fired"
    done(store, "accept-A1")
    assert store.rules.firing.fire(wish()).said == "fired_before"
    assert [each.who for each in store.history(key_of("A1")) if each.kind == "submission"] == ["rule:accept"]
    assert store.rules.table.counts("my-shop") == {("accept", "fired"): 1}


def test_an_action_under_way_comes_first_and_nothing_is_marked(store: Store) -> None:
    arrive(store, waiting("A1"))
    assert store.rules.firing.fire(wish(rule="first")).said == "fired"
    assert store.rules.firing.fire(wish(rule="second")).said == "pending"
    assert store.rules.firing.fired_on(1).keys() == {"first"}


def test_a_chain_has_an_end(store: Store) -> None:
    arrive(store, waiting("A1"))
    for rule in ("a", "b"):
        assert store.rules.firing.fire(wish(rule=rule, chain=2)).said == "fired"
        done(store, f"{rule}-A1")
    assert store.rules.firing.fire(wish(rule="c", chain=2)).said == "chain"


def test_after_a_stop_no_rule_fires_for_the_order(store: Store) -> None:
    arrive(store, waiting("A1"))
    store.rules.firing.fire(wish())
    done(store, "accept-A1")
    stop(store, "A1")
    assert store.rules.firing.fire(wish(rule="another")).said == "stopped"


def stop(store: Store, order_id: str) -> None:
    told = Event(NOW, key_of(order_id), "rules", "engine", details={"stopped": True})
    store.rules.firing.stop(1, "they undo each other", told)


def test_a_chain_that_a_person_lets_go_on_counts_anew(store: Store) -> None:
    arrive(store, waiting("A1"))
    go_on = Event(NOW, key_of("A1"), "rules", "seller:anna", details={"stopped": False})
    assert not store.rules.firing.go_on(go_on), "nothing was stopped"
    for rule in ("a", "b"):
        store.rules.firing.fire(wish(rule=rule, chain=2))
        done(store, f"{rule}-A1")
    stop(store, "A1")
    assert store.rules.firing.go_on(go_on)
    for rule in ("c", "d"):
        assert store.rules.firing.fire(wish(rule=rule, chain=2)).said == "fired"
        done(store, f"{rule}-A1")
    assert store.rules.firing.fire(wish(rule="e", chain=2)).said == "chain"
    assert store.rules.firing.fire(wish(rule="a", chain=9)).said == "fired_before"


def test_a_day_is_full_until_the_first_of_it_is_a_day_old(store: Store) -> None:
    arrive(store, *(waiting(f"A{number}") for number in range(4)))
    times = (NOW, NOW + HOUR, NOW + 2 * HOUR)
    said = [store.rules.firing.fire(wish(f"A{n}", at=at, per_day=2)) for n, at in enumerate(times)]
    assert [each.said for each in said] == ["fired", "fired", "full_day"]
    day = timedelta(days=1)
    assert said[2].again_at is not None
    assert store.rules.firing.fire(wish("A3", at=NOW + day - HOUR / 60, per_day=2)).said == "full_day"
    assert store.rules.firing.fire(wish("A3", at=NOW + day, per_day=2)).said == "fired"


def demand(units: int, free: int) -> Demand:
    return Demand({"LAMP-7": units}, {"LAMP-7": free}, ("my-shop",), ("bazaar",))


def test_units_are_promised_once_and_by_whomever(store: Store) -> None:
    arrive(store, waiting("A1"), waiting("A2"), order_of("A3"))  # two units each; A3 waits to be sent
    assert store.rules.firing.fire(wish("A1", demand=demand(2, 4))).said == "fired"
    assert store.rules.firing.fire(wish("A2", demand=demand(2, 5))) == Answer("short", ("LAMP-7", 1))
    assert store.rules.firing.fire(wish("A2", demand=demand(2, 6))).said == "fired"


@pytest.mark.parametrize("state", ["rejected", "superseded"])
def test_what_came_to_nothing_promises_nothing(store: Store, state: Any) -> None:
    arrive(store, waiting("A1"), waiting("A2"))
    store.rules.firing.fire(wish("A1", demand=demand(2, 2)))
    found = store.submission("accept-A1")
    assert found is not None
    store.update_submission(replace(found, state=state), (), held=found)
    assert store.rules.firing.fire(wish("A2", demand=demand(2, 2))).said == "fired"


def test_an_accepted_order_whose_status_is_not_known_any_more_still_holds_its_units(store: Store) -> None:
    arrive(store, waiting("A1"), replace(order_of("A2"), status=None))
    assert store.rules.firing.fire(wish("A1", demand=demand(2, 3))).said == "short"


def test_units_that_have_left_are_not_held_back(store: Store) -> None:
    (line,) = order_of("A2").report.lines
    arrive(store, waiting("A1"), order_of("A2", lines=(replace(line, shipped=1),)))
    assert store.rules.firing.fire(wish("A1", demand=demand(2, 2))) == Answer("short", ("LAMP-7", 1))


def test_of_many_that_want_the_last_unit_at_once_one_gets_it(tmp_path: Path) -> None:
    with Store.open(tmp_path / "orders.db", now=NOW) as store:
        arrive(store, *(waiting(f"A{number}") for number in range(8)))
    start, said = threading.Barrier(8), []

    def want(order_id: str) -> None:
        with Store.open(tmp_path / "orders.db", now=NOW) as own:
            start.wait()
            said.append(own.rules.firing.fire(wish(order_id, demand=demand(2, 3))).said)

    threads = [threading.Thread(target=want, args=(f"A{number}",)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(said) == ["fired", *["short"] * 7]


def test_a_rule_that_is_new_or_changed_looks_at_the_orders_it_is_for(store: Store) -> None:
    arrive(store, waiting("A1"), order_of("A2"))
    due(store)
    settle(store)
    store.rules.table.keep("my-shop", "bazaar", [replace(RULE, digest="0", since=NOW - HOUR)], LATER)
    assert due(store, LATER) == ["A1"]
    settled = [Looked(look, "my-shop") for look in store.rules.looks.due("my-shop", LATER, 100)]
    store.rules.looks.settle(settled)
    store.rules.table.keep("my-shop", "bazaar", [replace(RULE, digest="0", since=NOW - HOUR)], LATER)
    assert due(store, LATER) == []
    store.rules.table.keep("my-shop", "bazaar", [replace(RULE, since=NOW - HOUR, digest="2")], LATER)
    assert due(store, LATER) == ["A1"]


def test_a_rule_that_no_longer_asks_for_the_past_is_for_what_comes(store: Store) -> None:
    store.rules.table.keep("my-shop", "bazaar", [replace(RULE, digest="0", since=NOW - HOUR)], NOW)
    assert store.rules.table.switches("my-shop")["accept"].since == NOW - HOUR
    store.rules.table.keep("my-shop", "bazaar", [replace(RULE, digest="2")], LATER)
    assert store.rules.table.switches("my-shop")["accept"].since == LATER
    store.rules.table.keep("my-shop", "bazaar", [replace(RULE, digest="3")], LATER + HOUR)
    assert store.rules.table.switches("my-shop")["accept"].since == LATER


ASKED = {
    "what is promised": (
        rule_firing._PROMISED.format(accounts="?", channels="?", skus="?"),
        ("a", "c", "a", "c", "s", 1),
    ),
    "what has happened": (rule_looks._GATHER, (1, 2, 3, *rule_looks._KINDS)),
    "what is due": (rule_looks._DUE, ("a", 1, 1)),
    "what a day has seen": (rule_firing._OF_DAY, ("a", "r", 1, 1)),
    "what a new rule is for": (rule_table._SEED.format(among="status IN (?)"), (1, "a", "c", "s", 1)),
}


@pytest.mark.parametrize("asked", ASKED)
def test_nothing_that_is_asked_again_and_again_goes_through_all_orders(store: Store, asked: str) -> None:
    statement, values = ASKED[asked]
    plan = [str(row[3]) for row in store._database.rows(f"EXPLAIN QUERY PLAN {statement}", values)]
    of_orders = [step for step in plan if "orders_by" in step]
    assert all("status=?" in step for step in of_orders), plan
    assert not [step for step in plan if step.startswith("SCAN") and step != "SCAN o"], plan
