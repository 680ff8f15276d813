"""A machine and the traces of stories in; how much of it they show, and what they do not, out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

from stallkeeper.machine.compiled import Machine
from stallkeeper.machine.decision import Change
from stallkeeper.machine.rules import Rule, rules_of
from stallkeeper.machine.trace import Trace, TraceStep
from stallkeeper.words import Status

GoalKind = Literal["status", "native status", "edge", "condition"]
KINDS: tuple[GoalKind, ...] = ("status", "native status", "edge", "condition")


@dataclass(frozen=True, slots=True)
class Goal:
    """One thing that a story can show: a status, a native word, a move, or a condition that holds or does not."""

    kind: GoalKind
    name: str


@dataclass(frozen=True, slots=True)
class Coverage:
    """Every goal of a machine and those that were met."""

    goals: tuple[Goal, ...]
    met: frozenset[Goal]

    def percent(self, kind: GoalKind | None = None) -> int:
        """The share that is met, of one kind or of all, in whole percent and rounded down; 100 where there is none."""
        counted = [goal for goal in self.goals if kind in (None, goal.kind)]
        return 100 * sum(goal in self.met for goal in counted) // len(counted) if counted else 100

    def count(self, kind: GoalKind) -> tuple[int, int]:
        """How many of a kind are met, and how many there are."""
        counted = [goal for goal in self.goals if goal.kind == kind]
        return sum(goal in self.met for goal in counted), len(counted)

    @property
    def missed(self) -> tuple[Goal, ...]:
        """What is not met, in the author's order."""
        return tuple(goal for goal in self.goals if goal not in self.met)


def coverage(machine: Machine, traces: Iterable[Trace]) -> Coverage:
    """How much of the machine the traces show."""
    rules = rules_of(machine)
    goals = tuple(dict.fromkeys(_goals(machine, rules)))
    shown = {goal for trace in traces for step in trace.steps for goal in _shown(machine, rules, step)}
    return Coverage(goals, frozenset(shown & set(goals)))


def move_goal(source: Status, by: str, target: Status) -> Goal:
    """The goal of one move: who or what makes it, and from where to where."""
    return Goal("edge", f"{source} -> {target} ({by})")


def _goals(machine: Machine, rules: tuple[Rule, ...]) -> Iterator[Goal]:
    spec = machine.spec
    yield from (Goal("status", status) for status in spec.statuses)
    yield from (Goal("native status", word) for word in native_words(machine))
    for edge in machine.edges:
        if edge.kind == "action":
            for target in spec.actions[edge.trigger].results_from(edge.source):
                yield move_goal(edge.source, edge.trigger, target)
        else:
            yield move_goal(edge.source, _BY[edge.kind], edge.destination)
    for number, rule in enumerate(spec.lines.decide):
        yield Goal("edge", _decided(number, rule.status))
    for each in rules:
        yield from (Goal("condition", f"{each.name} {word}") for word in ("holds", "does not hold"))


_BY: Mapping[str, str] = MappingProxyType(
    {"observe": "reported", "timer": "deadline", "auto": "by itself", "entry": "arrives"}
)


def native_words(machine: Machine) -> tuple[str, ...]:
    """Every word of the marketplace that means something: of orders, of lines, flags."""
    spec = machine.spec
    return tuple(dict.fromkeys((*spec.status_of_native(), *spec.lines.statuses, *spec.flags)))


def _decided(number: int, status: Status) -> str:
    return f"lines make it {status} (rule {number + 1})"


def _shown(machine: Machine, rules: tuple[Rule, ...], step: TraceStep) -> Iterator[Goal]:
    yield from _statuses(step)
    yield from _moves(machine, step)
    yield from _decisions(machine, step)
    for rule in rules:
        for holds in rule.asked(step):
            yield Goal("condition", f"{rule.name} {'holds' if holds else 'does not hold'}")


def _statuses(step: TraceStep) -> Iterator[Goal]:
    stood = (step.status, *(event.to_status for event in step.events))
    yield from (Goal("status", status) for status in stood if status is not None)
    lines = step.shown.lines if step.shown is not None else ()
    words = (step.native_status, *(line.native_status for line in lines))
    yield from (Goal("native status", word) for word in words if word)


def _moves(machine: Machine, step: TraceStep) -> Iterator[Goal]:
    """A move by an action was both asked for and seen; one that the marketplace reports is seen only."""
    moved = [event for event in step.events if event.kind == "moved" and event.from_status and event.to_status]
    for event in moved:
        source, target = str(event.from_status), str(event.to_status)
        if isinstance(step.answer, Change) and step.held is not None and step.held.status == source:
            yield move_goal(source, step.answer.action, target)
        if event.who == "channel":
            yield move_goal(source, "arrives" if step.held is None else "reported", target)
            yield from _in_time(machine, source, target)
        else:
            yield move_goal(source, "deadline", target)
            yield move_goal(source, "by itself", target)
    stays = step.held is not None and step.held.status == step.status
    if isinstance(step.answer, Change) and stays and step.status is not None:
        yield move_goal(step.status, step.answer.action, step.status)  # a second refund of a part moves nothing
    for event in step.events:
        if event.kind == "deadline" and step.held is not None and step.held.status is not None:
            yield from _passed(machine, step.held.status, event.details.get("rule"))


def _in_time(machine: Machine, source: Status, target: Status) -> Iterator[Goal]:
    """Where nobody says how long a deadline lasts, all there is to see of it is what the marketplace reports then."""
    here = machine.spec.statuses.get(source)
    if here is not None and here.deadline is not None and here.deadline.within is None:
        yield move_goal(source, "deadline", target)


def _passed(machine: Machine, source: Status, rule: object) -> Iterator[Goal]:
    """Of the status's own rule: the day that an order names may have passed instead."""
    deadline = machine.spec.statuses[source].deadline if source in machine.spec.statuses else None
    if deadline is not None and deadline.outcomes and deadline.id == rule:
        yield move_goal(source, "deadline", deadline.outcomes[0])


def _decisions(machine: Machine, step: TraceStep) -> Iterator[Goal]:
    """Which rule over lines gave the order the status it has."""
    if step.shown is None or step.status is None:
        return
    words = {**machine.spec.status_of_native(), **machine.spec.lines.statuses}
    lines = [words.get(line.native_status or "") for line in step.shown.lines]
    for number, rule in enumerate(machine.spec.lines.decide):
        agreeing = [status == rule.line_status for status in lines]
        if rule.status == step.status and (all(agreeing) if rule.quantifier == "all" else any(agreeing)):
            yield Goal("edge", _decided(number, rule.status))
