"""A machine goes in, its drawing as values comes out: nodes and arrows, in an order that does not change by itself."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from stallkeeper.durations import format_duration
from stallkeeper.machine.compiled import Machine
from stallkeeper.machine.wording import conditions_text
from stallkeeper.spec.channel_spec import ActionSpec, ChannelSpec, Deadline, StatusSpec
from stallkeeper.words import STATUSES, Status

ArrowKind = Literal["action", "observe", "timer", "auto"]


@dataclass(frozen=True, slots=True)
class Node:
    """A status as it is drawn. `entry` says why an order may start here ("" where it may not)."""

    status: Status
    title: str
    native: tuple[str, ...]
    entry: str
    terminal: bool


@dataclass(frozen=True, slots=True)
class Arrow:
    """A move as it is drawn: an action, a move of the marketplace, a deadline or an automatic move."""

    source: Status
    destination: Status
    kind: ArrowKind
    label: str


@dataclass(frozen=True, slots=True)
class Graph:
    """All nodes and arrows of a channel. An action has an arrow to every status it may result in."""

    nodes: tuple[Node, ...]
    arrows: tuple[Arrow, ...]


def graph_of(machine: Machine) -> Graph:
    """The drawing of a machine, statuses in the order of the general life of an order."""
    spec = machine.spec
    rank = {status: number for number, status in enumerate(STATUSES)}
    statuses = sorted(spec.statuses.values(), key=lambda status: rank.get(status.status, len(rank)))
    arrows = tuple(arrow for status in statuses for arrow in _arrows(spec, status))
    sources = {arrow.source for arrow in arrows}
    nodes = tuple(
        Node(each.status, each.title or "", each.native, _entry(spec, each.status), each.status not in sources)
        for each in statuses
    )
    return Graph(nodes, arrows)


def _entry(spec: ChannelSpec, status: Status) -> str:
    arrival = spec.fulfilled_by_channel
    reasons = ["starts here"] if status in spec.starts_at else []
    if arrival is not None and arrival.arrives_as == status:
        reasons.append("fulfilled by the channel")
    return ", ".join(reasons)


def _arrows(spec: ChannelSpec, status: StatusSpec) -> Iterator[Arrow]:
    """Actions first; then what the marketplace does by itself, deadlines, and automatic moves."""
    source = status.status
    actions = [spec.actions[name] for name in status.actions if name in spec.actions]
    targets = dict.fromkeys(target for action in actions for target in action.statuses if target != source)
    for target in targets:
        labels = [_action_label(action) for action in actions if target in action.statuses]
        yield Arrow(source, target, "action", ", ".join(labels))
    for target in status.next:
        if target not in targets and target != source:
            yield Arrow(source, target, "observe", "")
    if status.deadline is not None:
        for target in status.deadline.outcomes:
            yield Arrow(source, target, "timer", _deadline_label(status.deadline))
    if status.advances_to is not None:
        yield Arrow(source, status.advances_to, "auto", "by itself")


def _action_label(action: ActionSpec) -> str:
    return f"{action.name} if {conditions_text(action.conditions)}" if action.conditions else action.name


def _deadline_label(deadline: Deadline) -> str:
    within = format_duration(deadline.within) if deadline.within is not None else "some time"
    condition = f" if {conditions_text(deadline.conditions)}" if deadline.conditions else ""
    return f"after {within}{condition}"
