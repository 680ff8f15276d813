"""A channel compiled: the frozen value that every question is asked of. It holds no order and does no I/O."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, NamedTuple, TypeAlias

from stallkeeper.machine.edges import Edge
from stallkeeper.machine.facts import Facts
from stallkeeper.machine.guards import Test
from stallkeeper.machine.reading import Reading
from stallkeeper.machine.requirements import Requirements
from stallkeeper.spec.channel_spec import ChannelSpec
from stallkeeper.words import Status


class Rule(NamedTuple):
    """What a cell says: when all `tests` hold, the order goes to `destination`."""

    tests: tuple[Test, ...]
    destination: Status
    edge: Edge


Table: TypeAlias = Mapping[tuple[Status, str], Rule]
"""(status, trigger) -> the one rule of that cell: no rule has priority over another."""


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Machine:
    """One channel's machine, shared by all its orders and threads; its size does not grow with them.

    `rulebook` is the `transitions` machine it was compiled into, `table` what was derived from it. `reading` is how
    reports are understood, `requirements` what each action takes, and `paths` the moves that count as foreseen:
    (from, to) -> the statuses on the way, the last one included.
    """

    spec: ChannelSpec
    edges: tuple[Edge, ...]
    rulebook: Any
    table: Table
    reading: Reading
    requirements: Mapping[str, Requirements]
    paths: Mapping[tuple[Status, Status], tuple[Status, ...]]
    for_tests: bool | None = None
    """Whether it decides for an account for tests, or for a live one; None: for none at all."""

    def __repr__(self) -> str:
        return f"Machine({self.spec.channel!r})"

    def for_account(self, *, is_test: bool) -> Machine:
        """The same for an account: what is a test and what is not never meet."""
        return replace(self, for_tests=is_test)


def step(table: Table, status: Status | None, trigger: str, facts: Facts) -> Status | None:
    """Where `trigger` takes an order that stands at `status`, or None: there is no such move, or a test fails."""
    rule = table.get((status, trigger))  # type: ignore[arg-type]  # None is in no cell
    if rule is None:
        return None
    tests, destination, _ = rule
    for test in tests:
        if not test(facts):
            return None
    return destination
