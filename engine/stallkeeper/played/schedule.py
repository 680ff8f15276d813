"""What is due when: planned moves of orders, taken out in the order of their marketplace time."""

from __future__ import annotations

import heapq
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random
from zoneinfo import ZoneInfo

from stallkeeper.played.play_spec import Move
from stallkeeper.played.world_order import WorldOrder


@dataclass(frozen=True, slots=True, order=True)
class Planned:
    """One move of one order; void when the order has come into another status since."""

    due: datetime
    number: int
    order_id: str = field(compare=False)
    entry: int = field(compare=False)
    move: Move = field(compare=False)


@dataclass(slots=True)
class Schedule:
    """A queue of planned moves."""

    moves: tuple[Move, ...]
    zone: ZoneInfo
    seed: int
    _queue: list[Planned] = field(default_factory=list)
    _count: int = 0

    def plan(self, order: WorldOrder, since: datetime) -> None:
        """Plan what an order that came into its status at `since` will do; a share of orders is drawn by lot."""
        lot = Random(f"{self.seed}:{order.serial}:{order.entry}")
        chosen = False
        for move in self.moves:
            drawn = lot.random() * 100 < move.share
            if order.status not in move.starts or not drawn:
                continue
            if move.each_night is not None:
                self._add(order, move, since)
            elif move.after is not None and not chosen:
                self._add(order, move, since)
                chosen = move.share < 100 and move.to is not None

    def again(self, planned: Planned, order: WorldOrder) -> None:
        """Plan a nightly move for the next night."""
        self._add(order, planned.move, planned.due)

    def due(self, now: datetime) -> Iterator[Planned]:
        """What is due by `now`, earliest first; what is planned meanwhile comes out too."""
        while self._queue and self._queue[0].due <= now:
            yield heapq.heappop(self._queue)

    def _add(self, order: WorldOrder, move: Move, since: datetime) -> None:
        self._count += 1
        heapq.heappush(self._queue, Planned(self._when(move, since), self._count, order.id, order.entry, move))

    def _when(self, move: Move, since: datetime) -> datetime:
        if move.each_night is None:
            return since + (move.after or timedelta(0))
        local = since.astimezone(self.zone)
        night = datetime.combine(local.date(), move.each_night, self.zone)
        if night <= local:
            night = datetime.combine(local.date() + timedelta(days=1), move.each_night, self.zone)
        return night.astimezone(since.tzinfo)
