"""A channel in, the ways out that an order can go there: status by status, with the words it may be reported by."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping

from stallkeeper.spec.channel_spec import ChannelSpec, LineDecision, StatusSpec
from stallkeeper.spec.conditions import Condition
from stallkeeper.words import Status

Way = tuple[Status, ...]
"""Statuses one after the other, the first being where the order stands."""


def onward(channel: ChannelSpec) -> Mapping[Status, tuple[Status, ...]]:
    """From each status those that an order may have next: by itself, by us, by a deadline, or by its lines."""
    return {name: tuple(dict.fromkeys(_onward(spec, channel))) for name, spec in channel.statuses.items()}


def _onward(spec: StatusSpec, channel: ChannelSpec) -> Iterator[Status]:
    moves = [*spec.next, *(spec.deadline.outcomes if spec.deadline else ())]
    for action in spec.actions:
        moves += channel.actions[action].statuses if action in channel.actions else ()
    moves += [spec.advances_to] if spec.advances_to else []
    moves += [rule.status for rule in channel.lines.decide if may_decide(rule, spec)]
    return (status for status in moves if status != spec.status and status in channel.statuses)


def may_decide(rule: LineDecision, spec: StatusSpec) -> bool:
    """Whether a rule about lines can hold for an order whose native word is one of this status's."""
    return all(set(words) & set(spec.native) for words in map(_asked, rule.conditions) if words is not None)


def _asked(condition: Condition) -> tuple[str, ...] | None:
    """The native words that a condition asks for; None: it asks for none."""
    if condition.name != "native.status" or condition.operator not in ("is", "one_of"):
        return None
    return condition.value if isinstance(condition.value, tuple) else (condition.value,)


Moves = Mapping[Status, Iterable[Status]]


def way(moves: Moves, starts: Iterable[Status], goal: Callable[[Status], bool]) -> Way | None:
    """A shortest way from one of `starts` to a status that `goal` wants, both included."""
    waiting: list[Way] = [(start,) for start in starts]
    seen = set(starts)
    for here in waiting:
        if goal(here[-1]):
            return here
        for status in moves.get(here[-1], ()):
            if status not in seen:
                seen.add(status)
                waiting.append((*here, status))
    return None


def reached(moves: Moves, starts: Iterable[Status]) -> set[Status]:
    """Every status that can be come to, the starts included."""
    seen: set[Status] = set()
    waiting = list(starts)
    while waiting:
        here = waiting.pop()
        if here not in seen:
            seen.add(here)
            waiting += moves.get(here, ())
    return seen


def arrivals(channel: ChannelSpec) -> tuple[Status, ...]:
    """Where an order may be seen first."""
    fulfilled = (channel.fulfilled_by_channel.arrives_as,) if channel.fulfilled_by_channel is not None else ()
    return tuple(status for status in (*channel.starts_at, *fulfilled) if status in channel.statuses)


def words_at(channel: ChannelSpec, status: Status) -> tuple[str, ...]:
    """The native words an order may be reported by while it has the status.

    Beside the status's own: a flag leaves the status where it is, and where lines decide, or we move an order
    ourselves, the marketplace goes on saying the word of before.
    """
    words = dict.fromkeys(channel.statuses[status].native)
    words.update(dict.fromkeys(native for native, flag in channel.flags.items() if flag.on == "order"))
    for spec in _before(channel, status):
        words.update(dict.fromkeys(spec.native))
    return tuple(words)


def _before(channel: ChannelSpec, status: Status) -> list[StatusSpec]:
    """The statuses that an order may leave for this one without a new word, one after the other."""
    found: dict[Status, StatusSpec] = {}
    wanted = [status]
    while wanted:
        here = wanted.pop()
        for name, spec in channel.statuses.items():
            if name not in found and name != status and here in _silent(spec, channel):
                found[name] = spec
                wanted.append(name)
    return list(found.values())


def _silent(spec: StatusSpec, channel: ChannelSpec) -> set[Status]:
    """Where an order goes on to from here while its native word stays."""
    kept = spec.deadline.outcomes if spec.deadline is not None and spec.deadline.kept_by == "us" else ()
    decided = (rule.status for rule in channel.lines.decide if may_decide(rule, spec))
    return {*kept, *decided, *((spec.advances_to,) if spec.advances_to else ())}


def offers(channel: ChannelSpec, action: str) -> tuple[Status, ...]:
    """The statuses that offer the action."""
    return tuple(name for name, spec in channel.statuses.items() if action in spec.actions)


def words_offering(channel: ChannelSpec, action: str, status: Status | None = None) -> tuple[str, ...]:
    """The native words at which the action is offered: not those of gates."""
    statuses = (status,) if status is not None else offers(channel, action)
    words = (word for name in statuses for word in words_at(channel, name) if word not in channel.gates)
    return tuple(dict.fromkeys(words))
