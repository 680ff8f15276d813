"""A seller's rules over HTTP: each acts once on an order that it is for, within its limits, or says why not."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from stallkeeper.orders import Submission
from stallkeeper.runtime.seller_rules import RuleReport
from tests.runtime.played import SELLER, Played, marketplace, played, seller

HOUR = timedelta(hours=1)
ACCEPT = "accept: {when: {status: waiting_acceptance}, do: accept}"


class Desk:
    """A seller at a played marketplace whose accounts file may change from one process to the next."""

    def __init__(self, folder: Path, stack: ExitStack) -> None:
        self._folder = folder
        self._stack = stack
        self._server, self.clock = stack.enter_context(marketplace("manomano"))

    def open(self, *rules: str) -> Played:
        """A process with these rules, each a line of YAML."""
        lines = "".join(f"  {rule}\n" for rule in rules)
        keys = f"rules:\n{lines}" if rules else ""
        return self._stack.enter_context(seller(self._folder, "manomano", self._server, self.clock, keys))


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with ExitStack() as stack:
        yield Desk(tmp_path, stack)


def arrive(here: Played, count: int = 1, native: str = "PENDING", **changes: Any) -> tuple[str, ...]:
    """Orders that came a minute ago, and were read."""
    paths = {path.replace("__", "."): value for path, value in changes.items()}
    ids = here.world.create(count, native, lines=1, ago=timedelta(minutes=1), changes=paths)
    read(here)
    return ids


def read(here: Played) -> None:
    here.clock.advance(timedelta(minutes=16))
    here.sync()


def asked(here: Played) -> list[str]:
    """The orders for which rules asked for something now."""
    return [each.key.id for each in here.engine.rules.work()]


def effects(here: Played) -> list[tuple[str, str]]:
    return [(effect.order_id, effect.action) for effect in here.world.effects()]


def report(here: Played, rule: str = "accept") -> RuleReport:
    (found,) = (each for each in here.engine.rules.list() if each.rule.id == rule)
    return found


def why(here: Played, rule: str = "accept") -> list[tuple[str, str | None]]:
    return [(each.state, each.why) for each in report(here, rule).open]


def settle(here: Played, *hours: float) -> None:
    """Rounds of the engine, as `run` makes them."""
    for each in (0, *hours):
        here.clock.advance(each * HOUR)
        here.engine.tick()


def test_an_order_that_a_rule_is_for_is_accepted_by_itself_and_that_is_on_record(desk: Desk) -> None:
    here = desk.open(ACCEPT)
    here.engine.tick()
    (order_id,) = here.world.create(1, "PENDING", ago=timedelta(minutes=1))
    settle(here, 0.3, 0.1)
    assert effects(here) == [(order_id, "accept")]
    (submission,) = here.store.submissions()
    assert (submission.who, submission.state) == ("rule:accept", "confirmed")
    lines = [each for each in here.store.audit.entries() if each.what.who == "rule:accept"]
    assert [(each.where, each.cause) for each in lines] == [("rule", "rule:accept")]
    assert (report(here).fired, report(here).open) == (1, ())


def test_a_rule_acts_on_an_order_once_even_if_a_marketplace_asks_again(desk: Desk) -> None:
    here = desk.open(ACCEPT)
    here.sync()
    (order_id,) = arrive(here)
    assert asked(here) == [order_id]
    here.engine.send()
    here.world.report(order_id, "PENDING")
    read(here)
    assert asked(here) == []
    assert effects(here) == [(order_id, "accept")]


@pytest.mark.requirement("R11")
def test_one_event_told_forty_seven_times_lets_a_rule_act_once(desk: Desk) -> None:
    here = desk.open(ACCEPT)
    here.sync()
    (order_id,) = arrive(here)
    for _ in range(46):
        here.world.report(order_id, "PENDING")
        read(here)
        here.engine.rules.work()
    settle(here, 1)
    assert effects(here) == [(order_id, "accept")]


def test_orders_that_were_there_before_the_rule_are_left_alone(desk: Desk) -> None:
    before = desk.open()
    old = arrive(before, 2)
    here = desk.open(ACCEPT)
    read(here)
    for order_id in old:
        here.world.report(order_id, "PENDING")
    (new,) = arrive(here)
    assert asked(here) == [new]


@pytest.mark.parametrize("since", ["always", "2000-01-01", "2000-01-01T00:00Z"])
def test_a_rule_that_asks_for_it_is_for_orders_before_it_too(desk: Desk, since: str) -> None:
    old = arrive(desk.open(), 2)
    here = desk.open(f'accept: {{when: {{status: waiting_acceptance}}, do: accept, since: "{since}"}}')
    assert set(asked(here)) == set(old)


def test_a_rule_that_is_off_does_nothing_and_on_again_it_is_for_what_comes_from_then(desk: Desk) -> None:
    here = desk.open(ACCEPT)
    here.sync()
    assert not here.engine.rules.switch("accept", False, SELLER).is_on
    arrive(here)
    assert asked(here) == []
    here.clock.advance(timedelta(minutes=1))
    assert here.engine.rules.switch("accept", True, SELLER).since == here.clock.now()
    (later,) = arrive(here)
    assert asked(here) == [later]
    notes = [each.what for each in here.store.audit.entries() if each.what.kind == "rule_switched"]
    assert [(note.who, note.details["on"]) for note in notes] == [(SELLER, True), (SELLER, False)]


def test_a_rule_that_was_taken_out_of_the_file_comes_back_as_a_new_one(desk: Desk) -> None:
    desk.open(ACCEPT).sync()
    without = desk.open()
    without.engine.tick()
    arrive(without)
    here = desk.open(ACCEPT)
    read(here)
    assert asked(here) == []


def test_a_limit_that_is_raised_lets_those_through_that_were_held(desk: Desk) -> None:
    held = desk.open("accept: {when: {status: waiting_acceptance}, do: accept, limits: {amount: 1 EUR}}")
    held.sync()
    (order_id,) = arrive(held)
    assert asked(held) == []
    here = desk.open("accept: {when: {status: waiting_acceptance}, do: accept, limits: {amount: 9999 EUR}}")
    assert asked(here) == [order_id]


AMOUNT = "total_price.amount"


@pytest.mark.parametrize(
    ("limits", "changes", "told"),
    [
        ("amount: 50 EUR", {AMOUNT: 50.01}, "its amount is 50.01 EUR, and 50 EUR is the most"),
        ("amount: 50 GBP", {AMOUNT: 1}, "it is in EUR, and 50 GBP is the most"),
        ("quantity: 3", {"products.*.quantity": 4}, "it has 4 units, and 3 are the most"),
    ],
)
def test_an_order_beyond_a_limit_is_held_for_a_person(
    desk: Desk, limits: str, changes: dict[str, Any], told: str
) -> None:
    here = desk.open(f"accept: {{when: {{status: waiting_acceptance}}, do: accept, limits: {{{limits}}}}}")
    here.sync()
    here.world.create(1, "PENDING", lines=1, ago=timedelta(minutes=1), changes=changes)
    read(here)
    assert asked(here) == []
    assert why(here) == [("held", told)]


def test_an_order_at_the_limit_is_taken(desk: Desk) -> None:
    here = desk.open("accept: {when: {status: waiting_acceptance}, do: accept, limits: {amount: 50 EUR, quantity: 4}}")
    here.sync()
    here.world.create(
        1, "PENDING", lines=1, ago=timedelta(minutes=1), changes={AMOUNT: 50.00, "products.*.quantity": 4}
    )
    read(here)
    assert len(asked(here)) == 1


def test_more_than_a_day_s_number_wait_for_the_next_day(desk: Desk) -> None:
    here = desk.open("accept: {when: {status: waiting_acceptance}, do: accept, limits: {per_day: 2}}")
    here.sync()
    arrive(here, 5)
    assert len(asked(here)) == 2
    assert [state for state, _ in why(here)] == ["waiting"] * 3
    assert why(here)[0][1] == "it has acted 2 times within 24 hours, and that is the most"
    here.clock.advance(23 * HOUR)
    assert asked(here) == []
    here.clock.advance(HOUR)
    assert len(asked(here)) == 2
    assert report(here).fired == 4


def test_a_rule_waits_until_an_order_has_stood_long_enough(desk: Desk) -> None:
    here = desk.open("accept: {when: {status: waiting_acceptance, for: 3 hours}, do: accept}")
    here.sync()
    (order_id,) = arrive(here)
    assert asked(here) == []
    assert why(here) == [("waiting", "it has not stood there for 3 hours yet")]
    due_at = here.engine.rules.next_due()
    assert due_at is not None
    here.clock.advance(due_at - here.clock.now())
    assert asked(here) == [order_id]


@pytest.mark.parametrize(
    "when",
    [
        "if: {order.total: {below: 10}}",
        "if: {order.currency: [USD, GBP]}",
        "countries: DE",
        "ordered_within: 10 minutes",
        "native: REMORSE_PERIOD",
    ],
)
def test_an_order_that_the_rule_is_not_for_passes_it_by(desk: Desk, when: str) -> None:
    here = desk.open(f"accept: {{when: {{status: waiting_acceptance, {when}}}, do: accept}}")
    here.sync()
    arrive(here, total_price__amount=20)
    assert asked(here) == []
    assert report(here).open == ()


@pytest.mark.parametrize(
    "when",
    ["if: {order.total: {below: 30}}", "countries: [DE, FR]", "ordered_within: 2 hours", "native: [PENDING]"],
)
def test_an_order_that_the_rule_is_for_is_taken(desk: Desk, when: str) -> None:
    here = desk.open(f"accept: {{when: {{status: waiting_acceptance, {when}}}, do: accept}}")
    here.sync()
    ids = arrive(here, total_price__amount=20)
    assert asked(here) == list(ids)


def test_one_order_has_one_action_at_a_time_and_the_next_rule_looks_when_it_is_done(desk: Desk) -> None:
    ship = "ship: {when: {status: waiting_shipment}, do: ship, with: {carrier: DPD, tracking_number: T1}}"
    here = desk.open(ACCEPT, ship)
    here.sync()
    (order_id,) = arrive(here)
    settle(here, 0.3, 1, 1, 1)
    assert effects(here) == [(order_id, "accept"), (order_id, "ship")]


def test_an_action_of_a_person_comes_first_and_the_rule_waits_for_it(desk: Desk) -> None:
    here = desk.open(ACCEPT)
    here.sync()
    (order_id,) = arrive(here)
    refused = here.engine.act("refuse", here.key(order_id), {}, SELLER)
    assert refused.taken
    assert asked(here) == []
    settle(here, 0.3)
    assert effects(here) == [(order_id, "refuse")]
    assert report(here).open == ()


def test_a_rule_is_tried_on_an_order_without_any_effect(desk: Desk) -> None:
    here = desk.open(
        "cheap: {when: {status: waiting_acceptance, if: {order.total: {below: 30}}}, do: accept}",
        "dear: {when: {status: waiting_acceptance, if: {order.total: {above: 30}}}, do: accept}",
    )
    here.sync()
    (order_id,) = arrive(here, total_price__amount=20)
    before = here.store.history(here.key(order_id))
    cheap, dear = (here.engine.rules.attempt(rule, here.key(order_id)) for rule in ("cheap", "dear"))
    assert (cheap.outcome, cheap.change and cheap.change.action) == ("fires", "accept")
    assert (dear.outcome, dear.why) == ("passes", "it is not so that order.total is above 30")
    assert [(each.what, each.holds) for each in dear.asked] == [
        ("it is at waiting_acceptance", True),
        ("order.total is above 30", False),
    ]
    assert here.store.submissions() == ()
    assert here.store.history(here.key(order_id)) == before
    assert asked(here) == [order_id]
    assert here.engine.rules.attempt("cheap", here.key(order_id)).outcome == "has_fired"


def test_a_trial_says_where_the_rule_would_leave_the_order_alone_all_the_same(desk: Desk) -> None:
    (old,) = arrive(desk.open())
    here = desk.open(ACCEPT)
    told = "the order was first seen before the rule was switched on"
    assert here.engine.rules.attempt("accept", here.key(old)).aside == told
    read(here)
    assert here.engine.rules.attempt("accept", here.key(old)).aside == told
    (new,) = arrive(here)
    assert here.engine.rules.attempt("accept", here.key(new)).aside == ""
    here.engine.rules.switch("accept", False, SELLER)
    assert here.engine.rules.attempt("accept", here.key(new)).aside == "the rule is off"


def test_a_rule_by_a_native_word_is_for_orders_with_that_word(desk: Desk) -> None:
    here = desk.open("accept: {when: {native: PENDING}, do: accept}")
    here.sync()
    arrive(here, native="PREPARATION")
    (order_id,) = arrive(here)
    assert asked(here) == [order_id]


def test_an_order_that_has_moved_on_is_not_waited_for_any_more(desk: Desk) -> None:
    here = desk.open("accept: {when: {status: waiting_acceptance, for: 3 hours}, do: accept}")
    here.sync()
    (order_id,) = arrive(here)
    asked(here)
    assert len(report(here).open) == 1
    here.world.report(order_id, "CANCELED")
    read(here)
    asked(here)
    assert (report(here).open, here.engine.rules.next_due()) == ((), None)


def test_what_a_rule_asked_for_is_refused_and_stands_in_the_queue_of_errors(desk: Desk) -> None:
    here = desk.open(ACCEPT)
    here.sync()
    (order_id,) = arrive(here)
    (submission,) = here.engine.rules.work()
    here.world.vanish(order_id)
    settle(here, 1, 1)
    found = {each.id for each in here.engine.errors.list()}
    assert found == {submission.id, f"my-shop/vanished/{order_id}"}
    assert report(here).fired == 1


def test_an_erased_order_is_no_business_of_a_rule(tmp_path: Path) -> None:
    with played(tmp_path, "manomano", f"rules:\n  {ACCEPT}\n") as here:
        here.sync()
        (order_id,) = arrive(here)
        here.engine.privacy.erase_orders((here.key(order_id),), SELLER, open_too=True)
        assert asked(here) == []


def queued(here: Played) -> list[Submission]:
    return list(here.store.submissions(states=("queued",)))


def test_reading_alone_does_nothing_by_itself(desk: Desk) -> None:
    here = desk.open(ACCEPT)
    here.sync()
    arrive(here)
    assert queued(here) == []
