"""Budgets of requests: waited for on the clock, put off where that takes too long, and what headers ask for."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from stallkeeper.bindings.budgets import OWN_BUDGET, Budgets
from stallkeeper.bindings.waits import wait_asked_for
from stallkeeper.clock import ManualClock
from stallkeeper.errors import ChannelError
from stallkeeper.orders import Budget
from stallkeeper.problems import Place
from stallkeeper.spec.request_spec import RateSpec, WaitForm
from tests.bindings.arranged import NOW
from tests.bindings.serving import Said
from tests.bindings.small_channels import QUERY, SETTINGS, line, order_with, request, shop
from tests.bindings.steps_marketplace import StepsMarketplace

MINUTE = timedelta(minutes=1)


def budgets(clock: ManualClock, most: int, burst: int, waits: timedelta = MINUTE) -> Budgets:
    return Budgets({"usual": RateSpec("usual", most, MINUTE, burst, waits, Place("binding.yaml", 1, 1))}, clock)


def test_a_burst_leaves_at_once_and_what_follows_waits_for_its_turn() -> None:
    clock = ManualClock(NOW)
    turns, left = budgets(clock, most=6, burst=3), []
    for _ in range(5):
        turns.wait(None)
        left.append((clock.now() - NOW).total_seconds())
    assert left == [0, 0, 0, 10, 20]


def test_a_pause_earns_a_burst_again_and_no_more_than_that() -> None:
    clock = ManualClock(NOW)
    turns = budgets(clock, most=6, burst=2)
    for _ in range(4):
        turns.wait(None)
    clock.advance(timedelta(hours=1))
    start, left = clock.now(), []
    for _ in range(3):
        turns.wait(None)
        left.append((clock.now() - start).total_seconds())
    assert left == [0, 0, 10]


def test_a_clock_that_has_gone_back_makes_nobody_wait_until_what_it_was() -> None:
    turns = budgets(ahead := ManualClock(NOW + timedelta(days=3)), most=6, burst=1)
    turns.wait(None)
    ahead._now = NOW  # as a machine's clock is set
    turns.wait(None)
    turns.wait(None)
    assert ahead.now() == NOW + timedelta(seconds=10)


def test_a_turn_that_is_too_far_away_is_put_off_and_takes_nothing_from_the_budget() -> None:
    clock = ManualClock(NOW)
    turns = budgets(clock, most=1, burst=1, waits=timedelta(seconds=30))
    turns.wait(None)
    for _ in range(3):
        with pytest.raises(ChannelError) as error:
            turns.wait(None)
        assert (error.value.kind, error.value.code, error.value.retry_after) == ("rate_limited", OWN_BUDGET, 60.0)
    clock.advance(MINUTE)
    turns.wait(None)
    assert clock.now() == NOW + MINUTE


def test_what_is_left_of_a_budget_is_told_once_somebody_asks_for_something() -> None:
    clock = ManualClock(NOW)
    turns = budgets(clock, most=6, burst=3)
    assert turns.shown() == (Budget("usual", 6, MINUTE, 3),)

    def told() -> tuple[int | None, float]:
        (budget,) = turns.shown()
        assert budget.next_turn is not None
        return budget.left, (budget.next_turn - clock.now()).total_seconds()

    left = []
    for _ in range(4):
        turns.wait(None)
        left.append(told())
    assert left == [(2, 0), (1, 0), (0, 10), (0, 10)]
    clock.advance(timedelta(seconds=10))
    assert told() == (1, 0)
    clock.advance(timedelta(seconds=19))
    assert told() == (2, 0), "the third comes back with the thirtieth second"
    clock.advance(timedelta(hours=1))
    assert told() == (3, 0)


def test_a_request_counts_in_its_own_budget_beside_the_usual_one() -> None:
    clock = ManualClock(NOW)
    with shop("steps_shop", StepsMarketplace("NEW"), clock=clock) as here:
        for _ in range(3):
            list(here.client.pages(QUERY))
        assert clock.now() == NOW + MINUTE
        here.client.send(request("accept", order_with(line("L1"))))
        assert clock.now() == NOW + MINUTE


def test_a_header_of_the_marketplaces_own_says_when_to_come_back() -> None:
    clock = ManualClock(NOW)
    marketplace = StepsMarketplace()
    in_25_seconds = str(int(datetime.now(UTC).timestamp()) + 25)  # by the marketplace's own clock, as in its Date
    marketplace.fail("GET", "/orders", Said(status=429, headers={"X-RateLimit-Reset": in_25_seconds}))
    with shop("steps_shop", marketplace, clock=clock, settings=SETTINGS) as here:
        list(here.client.pages(QUERY))
        assert len(here.server.asked) == 2
    assert 20 <= (clock.now() - NOW).total_seconds() <= 25


@pytest.mark.parametrize(
    ("text", "form", "seconds"),
    [
        ("12", "seconds", 12.0),
        ("1.5", "seconds", 1.5),
        (str(int(NOW.timestamp()) + 5), "unix_seconds", 5.0),
        (str(int(NOW.timestamp() + 5) * 1000), "epoch_ms", 5.0),
        ("2026-11-22T10:00:30Z", "utc", 30.0),
        ("Sun, 22 Nov 2026 10:00:40 GMT", "utc", 40.0),
        (str(int(NOW.timestamp()) - 500), "unix_seconds", 0.0),
        ("9" * 400, "seconds", 86400.0),
        ("soon", "seconds", None),
        ("soon", "utc", None),
        ("", "seconds", None),
    ],
)
def test_a_header_says_it_in_seconds_or_as_an_instant(text: str, form: WaitForm, seconds: float | None) -> None:
    assert wait_asked_for({"x-wait": text}, (("x-wait", form),), NOW) == seconds


def test_retry_after_counts_before_any_other_header() -> None:
    assert wait_asked_for({"retry-after": "3", "x-wait": "9"}, (("x-wait", "seconds"),), NOW) == 3.0


class Interrupted(ManualClock):
    """While the first sleeper waits, somebody else asks for a turn."""

    def __init__(self) -> None:
        super().__init__(NOW)
        self.meanwhile: Callable[[], None] | None = None

    def sleep(self, seconds: float) -> None:
        meanwhile, self.meanwhile = self.meanwhile, None
        if meanwhile is not None:
            meanwhile()
        super().sleep(seconds)


def test_whoever_is_patient_lets_the_others_go_first_however_long_it_has_waited() -> None:
    clock = Interrupted()
    turns, left = budgets(clock, most=6, burst=1), []

    def urgent() -> None:
        turns.wait(None)
        left.append(("urgent", (clock.now() - NOW).total_seconds()))

    turns.wait(None)
    clock.meanwhile = urgent
    turns.wait(None, patient=True)
    left.append(("patient", (clock.now() - NOW).total_seconds()))
    assert left == [("urgent", 10), ("patient", 20)]


def test_reading_a_list_is_patient_and_reading_one_order_is_not() -> None:
    clock = Interrupted()
    with shop("steps_shop", StepsMarketplace("NEW"), clock=clock) as here:
        turns = here.client._session._budgets  # the very budgets that all requests of the account share
        asked: list[bool] = []
        turns.wait = lambda _name, *, patient=False: asked.append(patient)  # type: ignore[method-assign]
        list(here.client.pages(QUERY))
        here.client.fetch("A1")
        here.client.send(request("accept", order_with(line("L1"))))
    assert asked == [True, False, False]
