"""A channel in, every place out at which it uses a status, a condition or a native word: what the checks walk over."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from stallkeeper.problems import Place
from stallkeeper.spec.action_spec import UNCHANGED
from stallkeeper.spec.channel_spec import ActionSpec, ChannelSpec, Path
from stallkeeper.spec.conditions import Condition
from stallkeeper.words import Status


@dataclass(frozen=True, slots=True)
class StatusUse:
    """A status named somewhere other than where it is declared; `what` says in which role."""

    status: Status
    what: str
    place: Place


@dataclass(frozen=True, slots=True)
class ConditionUse:
    """A condition, and the action whose fields it may read (None: it stands where no action is)."""

    condition: Condition
    action: ActionSpec | None


@dataclass(frozen=True, slots=True)
class NativeUse:
    """A native word of an order, where it stands, and what it is there: a status's word, a gate, a flag."""

    native: str
    what: str
    place: Place


def item_place(channel: ChannelSpec, path: Path, index: int) -> Place:
    """Where the item of a list stands, which may be written as a single word without a list."""
    return channel.places.get((*path, index)) or channel.place_of(*path)


def status_uses(channel: ChannelSpec) -> Iterator[StatusUse]:
    """Every status that something leads to or asks for."""
    yield from _listed(channel, channel.starts_at, "an order starts at", ("starts_at",))
    for name, spec in channel.statuses.items():
        yield from _listed(channel, spec.next, f'"{name}" goes on to', ("statuses", name, "next"))
        if spec.deadline is not None:
            path = ("statuses", name, "deadline", "else")
            yield from _listed(channel, spec.deadline.outcomes, f'the deadline of "{name}" ends in', path)
        if spec.advances_to:
            place = channel.place_of("statuses", name, "advances", "to")
            yield StatusUse(spec.advances_to, f'"{name}" advances to', place)
    for name, action in channel.actions.items():
        results = ("actions", name, "results_in")
        for index, result in enumerate(action.results_in):
            if result != UNCHANGED:
                yield StatusUse(result, f'action "{name}" results in', item_place(channel, results, index))
    for index, rule in enumerate(channel.lines.decide):
        yield StatusUse(rule.status, "lines decide for", channel.place_of("lines", "decide", index, "then"))
    if channel.fulfilled_by_channel is not None:
        place = channel.place_of("fulfilled_by_channel", "arrives_as")
        yield StatusUse(channel.fulfilled_by_channel.arrives_as, "fulfilled orders arrive as", place)
    if channel.back_office is not None:
        place = channel.place_of("back_office", "import_from")
        yield StatusUse(channel.back_office.import_from, "the back office imports from", place)


def _listed(channel: ChannelSpec, statuses: tuple[Status, ...], what: str, path: Path) -> Iterator[StatusUse]:
    for index, status in enumerate(statuses):
        yield StatusUse(status, what, item_place(channel, path, index))


def condition_uses(channel: ChannelSpec) -> Iterator[ConditionUse]:
    """Every condition of the channel."""
    for spec in channel.statuses.values():
        yield from (ConditionUse(condition, None) for condition in (spec.deadline.conditions if spec.deadline else ()))
    for action in channel.actions.values():
        yield from (ConditionUse(condition, action) for condition in action.conditions)
        for need in action.needs:
            yield from (ConditionUse(condition, action) for condition in need.conditions)
    for rules in (channel.only, channel.lines.decide, channel.documents):
        yield from (ConditionUse(condition, None) for rule in rules for condition in rule.conditions)


def native_uses(channel: ChannelSpec) -> Iterator[NativeUse]:
    """Every native word that says something of an order: those of statuses first, then flags of orders."""
    for name, spec in channel.statuses.items():
        for index, native in enumerate(spec.native):
            yield NativeUse(native, f"status {name}", item_place(channel, ("statuses", name, "native"), index))
    for native, flag in channel.flags.items():
        if flag.on == "order":
            yield NativeUse(native, f"flag {flag.raises}", flag.place)


def line_native_uses(channel: ChannelSpec) -> Iterator[NativeUse]:
    """Every native word that says something of a line: those of statuses, flags, and those that say nothing."""
    for status, words in channel.lines.words.items():
        for index, native in enumerate(words):
            yield NativeUse(native, f"line status {status}", item_place(channel, ("lines", "statuses", status), index))
    for native, flag in channel.flags.items():
        if flag.on == "line":
            yield NativeUse(native, f"flag {flag.raises}", flag.place)
    for native in sorted(channel.lines.says_nothing):
        yield NativeUse(native, "a word that says nothing", channel.place_of("lines", "says_nothing"))
