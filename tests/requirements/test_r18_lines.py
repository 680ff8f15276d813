"""R18: what lines make of their order is a pure function: the same in any order of the lines, and the same again.

Where the marketplace has a word for the whole order, it is taken, and lines that contradict it are told.
"""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations_with_replacement, product

import pytest

from stallkeeper.machine.compile import Machine
from stallkeeper.machine.observe import observe
from stallkeeper.orders import Order, OrderKey, OrderReport
from stallkeeper.runtime.intake import Taken, take_in
from stallkeeper.words import LINES_DISAGREE
from tests.machine.arranged import NOON, a_report, an_order, machine_of
from tests.machine.test_observe import SHOP, after

WORDS = ("LineBack", "LineGone", "Nothing", "CancelAsked", "Unheard", None)
LINES = tuple(product(WORDS, (1, 2, 3)))


@pytest.fixture(scope="module")
def machine() -> Machine:
    return machine_of(SHOP)


def told(*lines: tuple[str | None, int]) -> OrderReport:
    report = a_report("SENT", *(word for word, _ in lines))
    counted = tuple(replace(line, quantity=given[1]) for line, given in zip(report.lines, lines, strict=True))
    return replace(report, lines=counted)


def taken(machine: Machine, report: OrderReport, held: Order | None = None) -> Taken:
    return take_in(machine, OrderKey("shop", "shop", report.id), "shop", report, held, NOON)


@pytest.mark.requirement("R18")
@pytest.mark.parametrize("count", range(5))
def test_any_lines_give_one_status_in_any_order_and_give_it_again(machine: Machine, count: int) -> None:
    for lines in combinations_with_replacement(LINES, count):
        seen = observe(machine, None, told(*lines))
        assert seen.status in ("shipped", "partial_refunded", "refunded")
        assert observe(machine, None, told(*reversed(lines))).status == seen.status
        held = after(an_order("shipped", "SENT", *(word for word, _ in lines)), seen, "SENT")
        again = observe(machine, held, told(*lines))
        assert (again.status, again.path) == (seen.status, ())


@pytest.mark.requirement("R18")
@pytest.mark.parametrize(
    ("native", "lines", "told_of"),
    [
        ("SENT", ("READY", "READY"), True),
        ("READY", ("SENT", "SENT"), True),
        ("READY", ("LineGone", None), True),
        ("SENT", ("READY", "SENT"), False),  # the rest follows: it is a shipment in part, and no contradiction
        ("SENT", ("LineGone", "LineGone"), False),  # both are at their end
        ("READY", ("PAYING",), False),
        ("SENT", ("Nothing", None), False),
        ("SENT", ("LineBack", "LineBack"), False),  # a rule says what these make of the order
    ],
)
def test_the_order_s_own_word_is_taken_and_lines_that_contradict_it_are_told(
    machine: Machine, native: str, lines: tuple[str | None, ...], told_of: bool
) -> None:
    report = a_report(native, *lines)
    seen = taken(machine, report)
    assert seen.order is not None
    assert seen.order.status == ("refunded" if "LineBack" in lines else machine.reading.order_words[native])
    assert (LINES_DISAGREE in seen.order.flags) is told_of
    flagged = [event.details for event in seen.events if event.kind == "flagged"]
    assert flagged == ([{"flag": LINES_DISAGREE, "raised": True}] if told_of else [])


@pytest.mark.requirement("R18")
def test_a_contradiction_is_told_once_and_taken_back_when_the_lines_agree(machine: Machine) -> None:
    first = taken(machine, a_report("SENT", "READY")).order
    again = taken(machine, a_report("SENT", "READY"), first)
    agreed = taken(machine, a_report("SENT", "SENT"), again.order)
    assert [event.kind for event in again.events] == ["changed"]
    assert [event.details for event in agreed.events] == [{"flag": LINES_DISAGREE, "raised": False}]
