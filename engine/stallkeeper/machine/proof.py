"""A machine goes in, every case in which its table and its rulebook would disagree comes out: none, if all is well."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import product
from typing import Any, Literal

from stallkeeper.machine.compile import STANDING, rulebook_of, table_of
from stallkeeper.machine.compiled import Machine, Table, step
from stallkeeper.machine.edges import Edge
from stallkeeper.machine.facts import Facts
from stallkeeper.orders import OrderReport
from stallkeeper.words import FIRST_SEEN

Outcome = Literal["true", "false", "raises"]

_OUTCOMES: tuple[Outcome, ...] = ("true", "false", "raises")

_NO_FACTS = Facts(OrderReport(id="", native_status=""), "")


class _Standing:
    """Where an order stands, and nothing else: all that the rulebook needs of a model."""

    __slots__ = (STANDING,)


class GuardRaised(Exception):
    """What a scripted guard raises; both sides have to let it through."""


def disagreements(machine: Machine) -> tuple[str, ...]:
    """All cases, in words. Guards are replaced by scripted ones, and each cell is tried with every combination of
    true, false and raising (3 to the power of its guards); every pair of a status and a trigger is a cell."""
    script: dict[tuple[int, int], Outcome] = {}
    edges = tuple(_scripted(number, edge, script) for number, edge in enumerate(machine.edges))
    rulebook = rulebook_of(machine.spec.statuses, edges)
    table = table_of(rulebook)
    return (*_differences(machine.table, table), *_failures(rulebook, table, edges, script))


def cases(machine: Machine) -> int:
    """How many cases the proof tries."""
    triggers = {edge.trigger for edge in machine.edges}
    cells: dict[tuple[str, str], int] = {(edge.source, edge.trigger): 3 ** len(edge.guards) for edge in machine.edges}
    return sum(cells.values()) + len({FIRST_SEEN, *machine.spec.statuses}) * len(triggers) - len(cells)


def _scripted(number: int, edge: Edge, script: dict[tuple[int, int], Outcome]) -> Edge:
    guards = tuple(
        replace(guard, test=_scripted_test((number, index), script)) for index, guard in enumerate(edge.guards)
    )
    return replace(edge, guards=guards)


def _scripted_test(key: tuple[int, int], script: dict[tuple[int, int], Outcome]) -> Any:
    def test(_: Facts) -> bool:
        if script[key] == "raises":
            raise GuardRaised
        return script[key] == "true"

    return test


def _differences(ours: Table, scripted: Table) -> Iterator[str]:
    """The machine's own table must have the very cells, destinations and numbers of guards of the scripted one."""
    shape = {cell: (rule.destination, len(rule.tests)) for cell, rule in ours.items()}
    expected = {cell: (rule.destination, len(rule.tests)) for cell, rule in scripted.items()}
    for cell in sorted(shape.keys() | expected.keys()):
        if shape.get(cell) != expected.get(cell):
            yield f"{cell[0]} {cell[1]}: the table has {shape.get(cell)}, the rulebook {expected.get(cell)}"


def _failures(
    rulebook: Any, table: Table, edges: Iterable[Edge], script: dict[tuple[int, int], Outcome]
) -> Iterator[str]:
    guards: dict[tuple[str, str], list[tuple[int, int]]] = {}
    for number, edge in enumerate(edges):
        keys = [(number, index) for index in range(len(edge.guards))]
        guards.setdefault((edge.source, edge.trigger), []).extend(keys)
    for status, trigger in product(rulebook.states, rulebook.events):
        keys = guards.get((status, trigger), [])
        for outcomes in product(_OUTCOMES, repeat=len(keys)):
            script.update(zip(keys, outcomes, strict=True))
            expected, found = _ask_rulebook(rulebook, status, trigger), _ask_table(table, status, trigger)
            if expected != found:
                yield f"{status} {trigger} {outcomes}: the rulebook says {expected}, the table {found}"


def _ask_rulebook(rulebook: Any, status: str, trigger: str) -> str:
    """The destination; or "stays" where there is no such move or a guard refuses, or "raises"."""
    event = rulebook.events[trigger]
    if status not in event.transitions:  # asked of the library it would raise MachineError, or insert an empty cell
        return "stays"
    standing = _Standing()
    setattr(standing, STANDING, status)
    try:
        moved = event.trigger(standing, _NO_FACTS)
    except GuardRaised:
        return "raises"
    return str(getattr(standing, STANDING)) if moved else "stays"


def _ask_table(table: Table, status: str, trigger: str) -> str:
    try:
        return step(table, status, trigger, _NO_FACTS) or "stays"
    except GuardRaised:
        return "raises"


__all__ = ["GuardRaised", "cases", "disagreements"]
