"""Words of an earlier edition: orders that hold them are read, decided about and explained as if they held today's."""

from __future__ import annotations

import pytest

from stallkeeper.machine.compile import Machine
from stallkeeper.machine.decide import decide, offered
from stallkeeper.machine.decision import Change, NotOffered
from stallkeeper.machine.expire import due
from stallkeeper.machine.explain import explain
from stallkeeper.machine.observe import observe
from stallkeeper.machine.vocabulary import todays_order, todays_report
from tests.machine.arranged import NOON, a_report, an_order, machine_of

RULES = """
starts_at: waiting_shipment
statuses:
  waiting_shipment:
    native: [TO_SHIP]
    actions: [ship]
  shipped:
    native: [SENT, ARRIVED]
    actions: [refund]
    deadline: {if: {native.status: ARRIVED}, within: 60 days, else: [closed], kept_by: us}
  closed: {native: [DONE]}
flags: {ASKED: {raises: cancel_requested, on: line}}
gates: {TO_SHIP: The buyer may still think it over.}
aliases: {Sent: SENT, Arrived: ARRIVED, Waiting: TO_SHIP, Asked: ASKED}
actions:
  ship: {results_in: shipped}
  refund: {results_in: closed, if: {native.status: ARRIVED}}
"""


@pytest.fixture(scope="module")
def machine() -> Machine:
    return machine_of(RULES)


@pytest.mark.parametrize(("old", "status"), [("Sent", "shipped"), ("Waiting", "waiting_shipment")])
def test_an_old_word_means_what_todays_means(machine: Machine, old: str, status: str) -> None:
    seen = observe(machine, None, a_report(old))
    assert (seen.status, seen.unknown_native) == (status, None)


def test_a_word_that_is_neither_stays_unknown(machine: Machine) -> None:
    seen = observe(machine, None, a_report("sent"))
    assert (seen.status, seen.unknown_native) == (None, "sent")


def test_an_old_word_of_a_line_is_known_too(machine: Machine) -> None:
    seen = observe(machine, None, a_report("Sent", "Sent", "Asked"))
    assert (seen.line_statuses, seen.line_flags) == (("shipped", None), ((), ("cancel_requested",)))
    assert seen.unknown_line_natives == ()


def test_todays_word_after_the_old_one_is_no_move(machine: Machine) -> None:
    seen = observe(machine, an_order("shipped", "Sent"), a_report("SENT"))
    assert (seen.status, seen.path, seen.foreseen) == ("shipped", (), True)


def test_a_condition_holds_for_an_order_that_is_stored_in_an_old_word(machine: Machine) -> None:
    arrived, sent = an_order("shipped", "Arrived"), an_order("shipped", "Sent")
    assert isinstance(decide(machine, arrived, "refund", {}, now=NOON), Change)
    assert isinstance(decide(machine, sent, "refund", {}, now=NOON), NotOffered)
    assert (offered(machine, arrived, now=NOON), offered(machine, sent, now=NOON)) == (("refund",), ())
    assert (len(due(machine, arrived)), len(due(machine, sent))) == (1, 0)


def test_a_gate_stands_at_the_old_word_too_and_a_reason_speaks_in_todays(machine: Machine) -> None:
    told = explain(machine, an_order("waiting_shipment", "Waiting"), "ship", now=NOON)
    assert [reason.code for reason in told.reasons] == ["gate"]
    assert "no ship at native status TO_SHIP" in told.reasons[0].message


def test_an_order_without_an_old_word_is_left_as_it_is(machine: Machine) -> None:
    order, report = an_order("shipped", "SENT", "SENT"), a_report("SENT", "SENT")
    assert todays_order(machine, order) is order
    assert todays_report(machine.spec.aliases, report) is report
    assert todays_report({}, report) is report


def test_an_order_is_shown_in_todays_words(machine: Machine) -> None:
    shown = todays_order(machine, an_order("shipped", "Sent", "Asked", "SENT"))
    assert shown.native_status == shown.report.native_status == "SENT"
    assert [line.native_status for line in shown.report.lines] == ["ASKED", "SENT"]
