"""A channel's spec goes in, the edges of its machine come out: every move an order can make there, and who makes it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from stallkeeper.machine.guards import Guard, condition_guard, fulfilled_guard, gate_guard, need_guard
from stallkeeper.problems import Place
from stallkeeper.spec.channel_spec import ActionSpec, ChannelSpec, StatusSpec
from stallkeeper.spec.conditions import Need
from stallkeeper.words import FIRST_SEEN, Status

EdgeKind = Literal["action", "observe", "timer", "auto", "entry"]

ADVANCE = "advance!"
"""The trigger of an automatic move. Like the two below it is no name an author can write, so nothing can shadow it."""


def seen(status: Status) -> str:
    """The trigger of observing `status`."""
    return f"see:{status}"


def passed(deadline: str) -> str:
    """The trigger of a deadline that has passed."""
    return f"after:{deadline}"


@dataclass(frozen=True, slots=True)
class Edge:
    """One move. `why` is the declaration it comes from in words; all `guards` have to hold."""

    source: Status
    trigger: str
    destination: Status
    kind: EdgeKind
    why: str
    place: Place
    guards: tuple[Guard, ...] = ()


def edges_of(spec: ChannelSpec) -> tuple[Edge, ...]:
    """All edges, status by status in the author's order; no two share a status and a trigger."""
    found: dict[tuple[Status, str], Edge] = {}
    for status in spec.statuses.values():
        for edge in _edges_from(spec, status):
            found.setdefault((edge.source, edge.trigger), edge)
    for edge in _entries(spec):
        found.setdefault((edge.source, edge.trigger), edge)
    return tuple(found.values())


def _edges_from(spec: ChannelSpec, status: StatusSpec) -> Iterator[Edge]:
    for name in status.actions:
        if name in spec.actions:
            yield _action_edge(spec, status, spec.actions[name])
    yield from _observed(spec, status)
    deadline = status.deadline
    if deadline is not None and deadline.outcomes:
        guards = tuple(condition_guard(condition) for condition in deadline.conditions)
        why = f"kept by {'the channel' if deadline.kept_by == 'channel' else 'us'}"
        yield Edge(status.status, passed(deadline.id), deadline.outcomes[0], "timer", why, deadline.place, guards)
    if status.advances_to is not None:
        yield Edge(status.status, ADVANCE, status.advances_to, "auto", "advances by itself", status.place)


def _action_edge(spec: ChannelSpec, status: StatusSpec, action: ActionSpec) -> Edge:
    why = f"results in {', '.join(action.results_in)}"
    results = action.results_from(status.status)
    destination = results[0] if results else ""
    return Edge(status.status, action.name, destination, "action", why, action.place, _action_guards(spec, action))


def _action_guards(spec: ChannelSpec, action: ActionSpec) -> tuple[Guard, ...]:
    """The gate, the action's own conditions, its unconditional needs as one, and each conditional need."""
    gate = (gate_guard(spec.gates, spec.place_of("gates")),) if spec.gates else ()
    conditions = tuple(condition_guard(condition) for condition in action.conditions)
    always = tuple(need for need in action.needs if not need.conditions)
    fields = tuple(dict.fromkeys(name for need in always for name in need.fields))
    plain = (need_guard(Need(fields, (), always[0].place)),) if fields else ()
    return gate + conditions + plain + tuple(need_guard(need) for need in action.needs if need.conditions)


def _observed(spec: ChannelSpec, status: StatusSpec) -> Iterator[Edge]:
    """What may be reported next: declared moves, results of the actions offered here, outcomes of a deadline."""
    source = status.status

    def edge(target: Status, why: str, place: Place) -> Iterator[Edge]:
        if target != source:
            yield Edge(source, seen(target), target, "observe", why, place)

    for index, target in enumerate(status.next):
        yield from edge(target, "next", spec.place_of("statuses", source, "next", index))
    for name in status.actions:
        for target in spec.actions[name].statuses if name in spec.actions else ():
            yield from edge(target, f"confirms {name}", spec.actions[name].place)
    for target in status.deadline.outcomes if status.deadline else ():
        yield from edge(target, "outcome of a deadline", status.place)


def _entries(spec: ChannelSpec) -> Iterator[Edge]:
    """From `new` to where orders start, and to where those arrive that the marketplace ships itself."""
    place = spec.place_of("starts_at")
    for target in spec.starts_at:
        if target != FIRST_SEEN:
            yield Edge(FIRST_SEEN, seen(target), target, "entry", "starts at", place)
    arrival = spec.fulfilled_by_channel
    if arrival is not None and arrival.arrives_as != FIRST_SEEN:
        place = spec.place_of("fulfilled_by_channel", "arrives_as")
        target, guards = arrival.arrives_as, (fulfilled_guard(place),)
        yield Edge(FIRST_SEEN, seen(target), target, "entry", "fulfilled by the channel", place, guards)
