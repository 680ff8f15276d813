"""A machine in; every rule of it that has a condition, and how to tell what a step of a story says of it, out."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from stallkeeper.machine.compiled import Machine
from stallkeeper.machine.facts import Facts, facts_of
from stallkeeper.machine.given import resolve_given
from stallkeeper.machine.guards import conditions_test
from stallkeeper.machine.trace import TraceStep
from stallkeeper.machine.wording import conditions_text
from stallkeeper.spec.channel_spec import StatusSpec
from stallkeeper.spec.conditions import Condition

Facing = Callable[[TraceStep], Iterator[Facts]]
"""What a rule looks at in a step; nothing where the step does not concern it."""


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule with a condition. `facing` gives what it looks at in a step."""

    name: str
    conditions: tuple[Condition, ...]
    facing: Facing

    def asked(self, step: TraceStep) -> Iterator[bool]:
        """Whether its condition holds, each time the step asks."""
        test = conditions_test(self.conditions)
        return (test(facts) for facts in self.facing(step))


def rules_of(machine: Machine) -> tuple[Rule, ...]:
    """Every rule with a condition, in the author's order."""
    return tuple(rule for rule in _all(machine) if rule.conditions)


def _all(machine: Machine) -> Iterator[Rule]:
    spec = machine.spec
    for action in spec.actions.values():
        yield _rule(f"{action.name} is offered", action.conditions, _done(machine, action.name))
        for need in action.needs:
            yield _rule(f"{action.name} needs {', '.join(need.fields)}", need.conditions, _done(machine, action.name))
    for status in spec.statuses.values():
        if status.deadline is not None:
            yield _rule(f"the deadline {status.deadline.id} runs", status.deadline.conditions, _waited(status))
    for rule in spec.lines.decide:
        yield _rule(f"lines make it {rule.status}", rule.conditions, _reported)
    for limit in spec.only:
        yield _rule("an order is ours", limit.conditions, _reported)


def _rule(what: str, conditions: tuple[Condition, ...], facing: Facing) -> Rule:
    return Rule(f"{what} if {conditions_text(conditions)}" if conditions else what, conditions, facing)


def _done(machine: Machine, action: str) -> Facing:
    """The order and the fields with which an action was asked for, at a status that offers it."""

    def facing(step: TraceStep) -> Iterator[Facts]:
        held = step.held
        here = machine.spec.statuses.get(held.status) if held is not None and held.status is not None else None
        if held is not None and here is not None and step.verb == "do" and step.subject == action in here.actions:
            yield facts_of(held, resolve_given(machine, held, machine.requirements[action], step.given).fields)

    return facing


def _waited(status: StatusSpec) -> Facing:
    def facing(step: TraceStep) -> Iterator[Facts]:
        if step.verb == "wait" and step.held is not None and step.held.status == status.status:
            yield facts_of(step.held)

    return facing


def _reported(step: TraceStep) -> Iterator[Facts]:
    if step.verb in ("order", "channel_reports") and step.shown is not None:
        yield Facts(step.shown, step.shown.native_status)
