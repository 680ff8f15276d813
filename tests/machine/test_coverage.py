"""How much of a machine its stories show is counted honestly: rounded down, and never more than was seen."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import pytest

from stallkeeper.machine.compile import compile_machine
from stallkeeper.machine.compiled import Machine
from stallkeeper.machine.coverage import KINDS, Coverage, Goal, coverage
from stallkeeper.machine.trace import Trace
from stallkeeper.scenario.simulate import simulate
from stallkeeper.spec.catalog import Catalog


@cache
def veepee() -> tuple[Machine, tuple[Trace, ...]]:
    loaded = Catalog().load("veepee")
    assert loaded.spec is not None
    return compile_machine(loaded.spec), tuple(simulate(loaded, story) for story in loaded.scenarios)


def shown(*stories: str) -> set[str]:
    machine, traces = veepee()
    return {goal.name for goal in coverage(machine, [each for each in traces if each.story in stories]).met}


def test_without_a_story_nothing_is_shown() -> None:
    machine, _ = veepee()
    found = coverage(machine, ())
    assert not found.met and [found.percent(kind) for kind in KINDS] == [0, 0, 0, 0]


def test_a_percentage_is_rounded_down() -> None:
    goals = tuple(Goal("status", str(number)) for number in range(1000))
    assert Coverage(goals, frozenset(goals[1:])).percent("status") == 99


def test_what_is_not_there_to_be_shown_is_shown_wholly() -> None:
    assert Coverage((), frozenset()).percent("edge") == 100


def test_an_action_that_was_confirmed_shows_its_move_and_a_report_shows_the_marketplaces_own() -> None:
    met = shown("accept-pay-ship")
    assert {"waiting_acceptance -> accepted (accept)", "accepted -> waiting_shipment (reported)"} <= met
    assert "waiting_shipment -> canceled (cancel)" not in met


@pytest.mark.parametrize("story", ["custom-carrier-by-code", "custom-carrier-by-name"])
def test_a_condition_is_shown_by_a_carriers_code_and_by_its_name(story: str) -> None:
    assert "ship needs tracking_number if carrier is 130 holds" in shown(story)


def test_a_condition_that_never_failed_is_half_shown() -> None:
    assert "ship needs tracking_number if carrier is 130 does not hold" not in shown("custom-carrier-by-code")


def test_a_deadline_that_passed_is_shown_and_one_that_did_not_is_not() -> None:
    goal = "accepted -> canceled (deadline)"
    assert goal in shown("payment-never-validated") and goal not in shown("accept-pay-ship")


def test_the_day_by_which_an_order_has_to_leave_shows_no_deadline_of_its_status() -> None:
    machine, traces = veepee()
    (told,) = (trace for trace in traces if trace.story == "payment-never-validated")
    steps = (
        replace(step, events=tuple(replace(event, details={"rule": "ship_by"}) for event in step.events))
        for step in told.steps
    )
    met = coverage(machine, [replace(told, steps=tuple(steps))]).met
    assert "accepted -> canceled (deadline)" not in {goal.name for goal in met}
