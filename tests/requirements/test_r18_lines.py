"""R18: what lines make of their order is a pure function: the same in any order of the lines, and the same again."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations_with_replacement, product

import pytest

from stallkeeper.machine.compile import Machine
from stallkeeper.machine.observe import observe
from stallkeeper.orders import OrderReport
from tests.machine.arranged import a_report, an_order, machine_of
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
