"""A channel's spec goes in, what `observe` looks words up in comes out: made once, read for every report."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from stallkeeper.machine.facts import Reader, reader
from stallkeeper.machine.guards import Test, condition_test, conditions_test
from stallkeeper.spec.channel_spec import ChannelSpec, LineDecision
from stallkeeper.words import FIRST_SEEN, STATUSES, Status


@dataclass(frozen=True, slots=True)
class LineWord:
    """What a line's native word says: a canonical status, a flag on the line or on the order, or nothing."""

    status: Status | None = None
    line_flag: str | None = None
    order_flag: str | None = None


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the lines say of the order, compiled: when `all` or any of them have `line_status`, it has `status`."""

    every: bool
    line_status: Status
    status: Status
    applies: Test


@dataclass(frozen=True, slots=True)
class Limit:
    """One condition of an `only` rule: an order is left out when the thing is reported and the condition fails."""

    read: Reader
    holds: Test
    asks_presence: bool
    because: str


@dataclass(frozen=True, slots=True)
class Reading:
    """Words and rules of a channel, ready to be looked up.

    `fulfilled_flag` is carried by orders that the marketplace ships itself, where the channel names one;
    `fulfilled_early` are the statuses before the one in which they arrive, at which no such order should ever be
    seen. `onward` maps a status to the statuses that the hub itself moves it on to; `own_moves` to those where an
    order may stand by our doing although the channel still reports the first: by an automatic move, or a deadline
    kept by us.
    """

    order_words: Mapping[str, Status]
    fulfilled_flag: str | None
    fulfilled_early: frozenset[Status]
    order_flags: Mapping[str, str]
    line_words: Mapping[str, LineWord]
    verdicts: tuple[Verdict, ...]
    limits: tuple[Limit, ...]
    onward: Mapping[Status, tuple[Status, ...]]
    own_moves: Mapping[Status, frozenset[Status]]


def reading_of(spec: ChannelSpec) -> Reading:
    """How this channel's reports are to be read."""
    return Reading(
        order_words=MappingProxyType(dict(spec.status_of_native())),
        fulfilled_flag=spec.fulfilled_by_channel.flag if spec.fulfilled_by_channel is not None else None,
        fulfilled_early=_fulfilled_early(spec),
        order_flags=MappingProxyType({native: flag.raises for native, flag in spec.flags.items()}),
        line_words=MappingProxyType(_line_words(spec)),
        verdicts=tuple(_verdict(rule) for rule in spec.lines.decide),
        limits=tuple(
            Limit(reader(each.name), condition_test(each), each.operator == "given", rule.because)
            for rule in spec.only
            for each in rule.conditions
        ),
        onward=MappingProxyType({status: _onward(spec, status) for status in (FIRST_SEEN, *spec.statuses)}),
        own_moves=MappingProxyType({status: _own_moves(spec, status) for status in spec.statuses}),
    )


def _fulfilled_early(spec: ChannelSpec) -> frozenset[Status]:
    """`new` is none of them: every order is first seen as new."""
    if spec.fulfilled_by_channel is None:
        return frozenset()
    arrival = STATUSES[spec.fulfilled_by_channel.arrives_as].rank
    return frozenset(status for status in spec.statuses if STATUSES[status].rank < arrival) - {FIRST_SEEN}


def _line_words(spec: ChannelSpec) -> dict[str, LineWord]:
    """A line's own words win over the order's; a word that says nothing is known and gives no status."""
    words = {native: LineWord(status) for native, status in spec.status_of_native().items()}
    words.update({native: LineWord(status) for native, status in spec.lines.statuses.items()})
    words.update({native: LineWord() for native in spec.lines.says_nothing})
    for native, flag in spec.flags.items():
        on_line = flag.on == "line"
        words[native] = LineWord(
            line_flag=flag.raises if on_line else None, order_flag=None if on_line else flag.raises
        )
    return words


def _verdict(rule: LineDecision) -> Verdict:
    return Verdict(rule.quantifier == "all", rule.line_status, rule.status, conditions_test(rule.conditions))


def _onward(spec: ChannelSpec, status: Status) -> tuple[Status, ...]:
    """The statuses that the hub itself moves an order on to, one after the other; a circle is walked once."""
    way: list[Status] = []
    here = spec.statuses.get(status)
    while here is not None and here.advances_to is not None and here.advances_to not in (status, *way):
        way.append(here.advances_to)
        here = spec.statuses.get(here.advances_to)
    return tuple(way)


def _own_moves(spec: ChannelSpec, status: Status) -> frozenset[Status]:
    """Where our own moves can have brought an order whose last report says `status`."""
    reached: set[Status] = set()
    waiting = [status]
    while waiting:
        here = spec.statuses.get(waiting.pop())
        if here is None:
            continue
        kept = here.deadline.outcomes[:1] if here.deadline and here.deadline.kept_by == "us" else ()
        moves = {*kept, *((here.advances_to,) if here.advances_to else ())} - reached
        reached |= moves
        waiting.extend(moves)
    return frozenset(reached - {status})
