"""A channel in, how long an order may live there by its own deadlines out."""

from __future__ import annotations

from datetime import timedelta

from stallkeeper.spec.channel_spec import ChannelSpec
from stallkeeper.spec.ways import Moves, Way, arrivals, onward
from stallkeeper.words import Status

_MOST_STEPS = 20_000


def longest_life(channel: ChannelSpec) -> tuple[timedelta, Way]:
    """The latest time after its order at which a deadline may still move it, and the way of statuses to there.

    A deadline of unknown length counts for nothing, and so does a status without one. The search ends after a number
    of steps: what is found by then is true, only perhaps not the longest.
    """
    moves = onward(channel)
    best: tuple[timedelta, Way] = (timedelta(0), ())
    waiting: list[tuple[timedelta, Way]] = [(timedelta(0), (status,)) for status in arrivals(channel)]
    for _ in range(_MOST_STEPS):
        if not waiting:
            break
        before, way = waiting.pop()
        after = _leaves(channel, way[-1], before)
        if after > best[0] and after > before:
            best = after, (*way, *_outcome(channel, way[-1]))
        waiting += [(after, (*way, status)) for status in _next(moves, way)]
    return best


def _leaves(channel: ChannelSpec, status: Status, before: timedelta) -> timedelta:
    """When an order that came here after that time may still be here."""
    deadline = channel.statuses[status].deadline
    if deadline is None or deadline.within is None:
        return before
    return max(before, deadline.within) if deadline.since == "ordered" else before + deadline.within


def _outcome(channel: ChannelSpec, status: Status) -> Way:
    deadline = channel.statuses[status].deadline
    return deadline.outcomes[:1] if deadline is not None else ()


def _next(moves: Moves, way: Way) -> list[Status]:
    return [status for status in moves[way[-1]] if status not in way]
