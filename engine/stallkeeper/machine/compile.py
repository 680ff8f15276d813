"""A channel's spec goes in, its machine comes out; the only importer of `transitions`.

`transitions` is the rulebook: one machine per spec, no model attached, so that it costs no memory per order. Strings
are never resolved to code: what an author writes is data, and the rulebook raises where the library would import it.
Bulk work goes through the table that `table_of` derives from the rulebook; `proof.disagreements` shows the two equal.
The library's own logging is left alone: nothing hot goes through it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from types import MappingProxyType
from typing import Any

from transitions import Machine as TransitionsMachine
from transitions import Transition

from stallkeeper.errors import SpecError
from stallkeeper.machine.compiled import Machine, Rule, Table
from stallkeeper.machine.edges import Edge, edges_of
from stallkeeper.machine.paths import foreseen_paths
from stallkeeper.machine.reading import reading_of
from stallkeeper.machine.requirements import requirements_of
from stallkeeper.problems import Place, Problem
from stallkeeper.spec.channel_spec import ChannelSpec
from stallkeeper.words import FIRST_SEEN, Status

__all__ = ["MOST_GUARDS", "STANDING", "Machine", "compile_machine", "rulebook_of", "table_of"]

MOST_GUARDS = 8
"""A cell with more guards than this cannot be proven by enumeration and is refused."""

STANDING = "_standing"
"""The attribute that holds a status on whatever the rulebook is asked about; no action can be called that."""

_NAME = re.compile(r"[a-z][a-z0-9_]*")


class _RuleTransition(Transition):
    """A transition that remembers the edge it was made from."""

    def __init__(self, *args: Any, edge: Edge, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.edge = edge


class _Rulebook(TransitionsMachine):
    """The library's machine with its door to the outside shut."""

    transition_cls = _RuleTransition

    @staticmethod
    def resolve_callable(func: Any, event_data: Any) -> Any:  # noqa: ARG004  # the library's signature
        """A callable as it is; the library would look a string up in the model or import it."""
        if not callable(func):
            raise TypeError("a rulebook takes callables, never names of them")
        return func


def compile_machine(spec: ChannelSpec) -> Machine:
    """The machine of a channel. Raises SpecError, with all problems, where the spec is not a machine."""
    edges = edges_of(spec)
    problems = tuple(sorted(_problems(spec, edges)))
    if problems:
        raise SpecError(f"{spec.path}: {problems[0].message}", problems)
    rulebook = rulebook_of(spec.statuses, edges)
    return Machine(
        spec=spec,
        edges=edges,
        rulebook=rulebook,
        table=table_of(rulebook),
        reading=reading_of(spec),
        requirements=MappingProxyType({name: requirements_of(spec, action) for name, action in spec.actions.items()}),
        paths=foreseen_paths(spec, edges),
    )


def rulebook_of(statuses: Iterable[Status], edges: Iterable[Edge]) -> Any:
    """A `transitions` machine over these statuses and edges; ask it by `events[trigger].trigger(standing, facts)`."""
    rulebook = _Rulebook(
        model=None,
        states=list(dict.fromkeys((FIRST_SEEN, *statuses))),
        initial=None,
        auto_transitions=False,
        send_event=False,
        queued=False,
        model_attribute=STANDING,
    )
    for edge in edges:
        tests: list[Any] = [guard.test for guard in edge.guards]
        rulebook.add_transition(edge.trigger, edge.source, edge.destination, conditions=tests, edge=edge)
    return rulebook


def table_of(rulebook: Any) -> Table:
    """The table of a rulebook. Where the library would try several transitions in turn there is none: ValueError."""
    table: dict[tuple[Status, str], Rule] = {}
    for trigger, event in rulebook.events.items():
        for source, transitions in event.transitions.items():
            (transition,) = transitions
            table[source, trigger] = _rule(transition)
    return MappingProxyType(table)


def _rule(transition: Any) -> Rule:
    return Rule(tuple(condition.func for condition in transition.conditions), transition.dest, transition.edge)


def _problems(spec: ChannelSpec, edges: Iterable[Edge]) -> Iterator[Problem]:
    for name, place in _names(spec):
        if not _NAME.fullmatch(name):
            yield Problem(place, "bad-name", f"{name[:60]!r} is not a name", "a to z, 0 to 9 and _, a letter first")
    known = {FIRST_SEEN, *spec.statuses}
    for edge in edges:
        if edge.destination not in known:
            message = f"{edge.why}: {edge.source} leads to {edge.destination!r}, which this channel does not declare"
            yield Problem(edge.place, "undeclared-status", message, "declare it under statuses")
        if len(edge.guards) > MOST_GUARDS:
            message = f"{edge.trigger} at {edge.source} depends on {len(edge.guards)} rules; {MOST_GUARDS} are the most"
            yield Problem(edge.place, "too-many-conditions", message, "merge conditional needs that share an if")
    for status in spec.statuses.values():
        for action in status.actions:
            if action not in spec.actions:
                place = spec.place_of("statuses", status.status, "actions")
                yield Problem(place, "unknown-action", f"{status.status} offers {action!r}, which is not under actions")


def _names(spec: ChannelSpec) -> Iterator[tuple[str, Place]]:
    for status in spec.statuses.values():
        yield status.status, status.place
        if status.deadline is not None:
            yield status.deadline.id, status.deadline.place
    for action in spec.actions.values():
        yield action.name, action.place
