from __future__ import annotations

from stallkeeper.render.machine_text import machine_text
from tests.machine.arranged import bundled, machine_of


def test_the_table_is_listed_sorted_with_guards_and_destinations() -> None:
    machine = machine_of("""
        starts_at: waiting_shipment
        statuses:
          waiting_shipment: {native: [READY, HELD], actions: [ship], next: [canceled]}
          shipped: {native: [SENT]}
          canceled: {native: [GONE]}
        gates: {HELD: The buyer is being checked.}
        flags: {Asked: {raises: cancel_requested, on: line}}
        lines: {says_nothing: [Nothing], statuses: {canceled: [LineGone]}}
        actions:
          ship: {results_in: shipped, needs: [carrier, {if: {carrier: 130}, then: [tracking_number]}]}
        """)

    assert (
        machine_text(machine)
        == """\
sample: 3 statuses, 4 moves

MOVES  status, trigger, destination, kind, declared as, guards
  new               see:waiting_shipment  -> waiting_shipment  entry    starts at
  waiting_shipment  see:canceled          -> canceled          observe  next
  waiting_shipment  see:shipped           -> shipped           observe  confirms ship
  waiting_shipment  ship                  -> shipped           action   results in shipped  \
[no gate; carrier given; tracking_number given if carrier is 130]

WORDS  native word, where, what it says
  GONE      order  canceled
  HELD      order  waiting_shipment, gate
  READY     order  waiting_shipment
  SENT      order  shipped
  Asked     line   raises cancel_requested
  LineGone  line   canceled
  Nothing   line   says nothing
"""
    )


def test_ways_through_statuses_that_are_not_seen_are_listed() -> None:
    assert "  waiting_shipment    canceled > refunding\n" in machine_text(bundled("manomano"))


def test_hostile_words_stay_on_their_line() -> None:
    machine = machine_of("""
        starts_at: shipped
        statuses:
          shipped: {native: ["A\\nMOVES  \\ue000"]}
        actions: {}
        """)

    assert "  A MOVES \ufffd  order  shipped\n" in machine_text(machine)
