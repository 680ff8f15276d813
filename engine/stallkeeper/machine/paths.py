"""A machine's edges go in, the moves that count as foreseen come out, with the statuses on the way."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from types import MappingProxyType

from stallkeeper.machine.edges import Edge
from stallkeeper.spec.channel_spec import ChannelSpec
from stallkeeper.words import FIRST_SEEN, STATUSES, Status

LONGEST_CHAIN = 4


def foreseen_paths(spec: ChannelSpec, edges: Iterable[Edge]) -> Mapping[tuple[Status, Status], tuple[Status, ...]]:
    """(from, to) -> the shortest foreseen way, for every pair of statuses that has one.

    Between two polls an order may make several moves. The first may be any that the spec declares at the status we
    hold: a `next`, the result of an action offered there (the seller may have acted elsewhere), a deadline's outcome.
    After it the order may only have *passed through* statuses at which nothing is decided: the hub advances it, or the
    seller has no action there and the general life of an order knows exactly one way on, which the channel declares
    (accepted → waiting_shipment). A status at which somebody decides (refunding → refunded or canceled) cannot be
    skipped unseen: such a jump is obeyed and called unforeseen. A way has at most four moves.
    """
    first: dict[Status, list[Status]] = {}
    for edge in edges:
        if edge.kind in ("observe", "auto") or (edge.kind == "entry" and not edge.guards):
            first.setdefault(edge.source, []).append(edge.destination)
    found: dict[tuple[Status, Status], tuple[Status, ...]] = {}
    for source, destinations in first.items():
        for path in _ways(spec, destinations):
            if path[-1] != source:
                found.setdefault((source, path[-1]), path)
    return MappingProxyType(found)


def _ways(spec: ChannelSpec, destinations: list[Status]) -> Iterator[tuple[Status, ...]]:
    """Ways by length, so that the first found to a status is a shortest one; no way visits a status twice."""
    ways: list[tuple[Status, ...]] = [(destination,) for destination in destinations]
    for _ in range(LONGEST_CHAIN):
        yield from ways
        ways = [(*way, onward) for way in ways for onward in _onward(spec, way[-1]) if onward not in way]


def _onward(spec: ChannelSpec, status: Status) -> tuple[Status, ...]:
    """Where an order goes on to from `status` without anybody deciding anything: one status or none."""
    here = spec.statuses.get(status)
    if here is None or status == FIRST_SEEN:
        return ()
    if here.advances_to is not None:
        return (here.advances_to,)
    by_itself = STATUSES[status].moves_to if status in STATUSES else ()
    return by_itself if len(by_itself) == 1 and not here.actions and by_itself[0] in here.next else ()
