from __future__ import annotations

import pytest

from stallkeeper.machine.decide import decide
from stallkeeper.machine.decision import Change
from tests.machine.arranged import NOON, an_order, machine_of

pytestmark = pytest.mark.requirement("R31")

SHOP = """
starts_at: waiting_shipment
statuses:
  waiting_shipment: {{native: [READY], actions: [ship]}}
  shipped: {{native: [SENT]}}
actions:
  ship: {{results_in: shipped, accepts: [tracking_number, tracking_url]{lines}}}
"""


def shipped(numbers: object, lines: str = "") -> Change:
    answer = decide(
        machine_of(SHOP.format(lines=lines)),
        an_order("waiting_shipment", "READY"),
        "ship",
        {"tracking_number": numbers},
        now=NOON,
    )
    assert isinstance(answer, Change), answer
    return answer


def test_of_three_parcels_the_first_is_sent_and_it_is_told_before_which_are_not() -> None:
    answer = shipped(["T1", "T2", "T3"])
    assert answer.fields["tracking_number"] == "T1"
    (advice,) = answer.advice
    assert advice.because == "one parcel is told at a time: T1 is sent, T2 and T3 not; the channel takes no second one"


def test_where_lines_are_sent_apart_it_is_told_how_the_others_go() -> None:
    (advice,) = shipped(["T1", "T2"], ", lines: {given: optional}").advice
    assert advice.because.endswith("T2 not; tell them with the other lines")


@pytest.mark.parametrize("numbers", ["T1", ["T1"], ("T1",)])
def test_one_parcel_needs_no_advice(numbers: object) -> None:
    assert shipped(numbers).advice == ()
