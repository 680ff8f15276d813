"""An impersonation, a seed and a clock in; orders that arrive, live and are acted upon, all in memory, out."""

from __future__ import annotations

from collections.abc import Mapping
from copy import deepcopy
from datetime import datetime, timedelta
from decimal import Decimal
from random import Random
from threading import RLock
from typing import Any

from stallkeeper.clock import Clock
from stallkeeper.played.change import Change
from stallkeeper.played.growth import Seedling
from stallkeeper.played.play_spec import Arrival, PlaySpec
from stallkeeper.played.schedule import Planned, Schedule
from stallkeeper.played.template import Names, as_number, as_text, render
from stallkeeper.played.tree_path import TreePath, parse_path, read, remove, write
from stallkeeper.played.world_clock import WorldClock
from stallkeeper.played.world_order import Effect, WorldOrder


class World:
    """The truth of one played marketplace. Every public method takes its lock, so that each is one atomic step."""

    def __init__(self, play: PlaySpec, seed: int, clock: Clock, speed: float = 1) -> None:
        self.play = play
        self.seed = seed
        self.lock = RLock()
        self.time = WorldClock(clock, speed)
        self._schedule = Schedule(play.moves, play.time.zone, seed)
        self._orders: dict[str, WorldOrder] = {}
        self._effects: list[Effect] = []
        self._serial = 0

    def create(
        self,
        count: int,
        native_status: str | None = None,
        *,
        variant: str | None = None,
        lines: int | None = None,
        ago: timedelta = timedelta(0),
        changes: Mapping[str, Any] | None = None,
    ) -> tuple[str, ...]:
        """Let orders arrive and give their ids.

        With neither status nor variant the kinds of arrivals are drawn by their weights. `variant` names one of them;
        `native_status` alone gives a plain order in that status. `ago` lays the arrival back, `changes` are values by
        path into the order.
        Raises ValueError for an unknown variant or path.
        """
        overrides = [(_parsed(path), value) for path, value in (changes or {}).items()]
        with self.lock:
            self.advance()
            return tuple(self._arrive(native_status, variant, lines, ago, overrides) for _ in range(count))

    def orders(self) -> Mapping[str, str]:
        """The native status of every order by its id, in the order of arrival."""
        with self.lock:
            return {order.id: order.status for order in self._orders.values()}

    def held(self) -> tuple[WorldOrder, ...]:
        """Every order in the order of arrival; look, do not touch."""
        with self.lock:
            return tuple(self._orders.values())

    def order(self, order_id: str) -> WorldOrder | None:
        """One order, or None."""
        return self._orders.get(order_id)

    def counts(self) -> tuple[int, int]:
        """How many orders there are, and how many actions took effect."""
        return len(self._orders), len(self._effects)

    def effects(self, order_id: str | None = None) -> tuple[Effect, ...]:
        """Every action that took effect, in the order of time; of one order where an id is given."""
        with self.lock:
            return tuple(effect for effect in self._effects if order_id in (None, effect.order_id))

    def report(self, order_id: str, native_status: str) -> None:
        """Force an order into a native status, foreseen or not, even one that nobody knows. Raises KeyError."""
        with self.lock:
            self.advance()
            order = self._orders[order_id]
            now = self.time.now()
            self.move(order, native_status, now, self.time.real_now())
            self.change(order, self.play.order.looks.get(native_status, ()), self.own_names(order))

    def advance(self) -> None:
        """Let everything happen that is due."""
        with self.lock:
            for planned in self._schedule.due(self.time.now()):
                self._happen(planned)

    def skip(self, by: timedelta) -> None:
        """Move the marketplace's own time ahead, and let happen what falls due."""
        with self.lock:
            self.time.skip(by)
            self.advance()

    def visible(self, order: WorldOrder) -> Any:
        """The order's payload as it may be shown, without what its status hides; to be read inside the lock only."""
        hidden = self.play.order.hidden.get(order.status, ())
        apart = self.play.order.apart
        tree = deepcopy(order.tree) if hidden or apart else order.tree
        for path in hidden:
            write(tree, path, None)
        for path in apart:
            remove(tree, path)
        return tree

    def own_names(self, order: WorldOrder) -> dict[str, Any]:
        """What the order's own rules may read."""
        return {"order": order.tree, "ledger": order.ledger, "now": self.play.time.write(self.time.real_now())}

    def change(self, order: WorldOrder, changes: tuple[Change, ...], names: Names) -> None:
        """Write values into an order."""
        for change in changes:
            write(order.tree, change.path, render(change.value, names))

    def move(self, order: WorldOrder, status: str | None, since: datetime, real: datetime) -> None:
        """Bring an order into a status (None: only touch it); `since` is marketplace time, `real` the engine's."""
        self.touch(order, real)
        if status is None:
            return
        order.status = status
        order.entry += 1
        order.history.append(status)
        write(order.tree, self.play.order.status, status)
        self._schedule.plan(order, since)

    def touch(self, order: WorldOrder, real: datetime) -> None:
        """Move the dates of the last change; two changes never leave the same date behind in the wrong order."""
        order.modified = max(real, order.modified)
        for path in self.play.order.modified:
            write(order.tree, path, self.play.time.write(order.modified))

    def record(self, order: WorldOrder, action: str, request: str, status_before: str) -> Effect:
        """Take down an action that took effect."""
        effect = Effect(
            number=len(self._effects) + 1,
            order_id=order.id,
            action=action,
            at=self.time.real_now(),
            request=request,
            status_before=status_before,
            status_after=order.status,
        )
        self._effects.append(effect)
        return effect

    def _happen(self, planned: Planned) -> None:
        order, move = self._orders[planned.order_id], planned.move
        if order.entry != planned.entry:
            return
        if not move.condition.holds(self.own_names(order)):
            if move.each_night is not None:
                self._schedule.again(planned, order)
            return
        names = self.own_names(order)
        self.move(order, move.to, planned.due, self.time.real(planned.due))
        self.change(order, move.changes, names)

    def _arrive(
        self,
        status: str | None,
        variant: str | None,
        lines: int | None,
        ago: timedelta,
        overrides: list[tuple[TreePath, Any]],
    ) -> str:
        self._serial += 1
        random = Random(f"{self.seed}/{self._serial}")
        arrival = self._arrival(random, status, variant)
        born = self.time.real_now() - ago
        tree = self._grown(random, arrival, born, lines)
        order = WorldOrder(
            as_text(read(tree, self.play.order.id)), tree, "", born, born, self._serial, arrival.name, arrival.foreign
        )
        order.ledger = {
            name: as_number(read(tree, path)) or Decimal(0) for name, path in self.play.order.ledger.items()
        }
        self._settle(order, arrival, status or arrival.status, ago, overrides)
        self._orders[order.id] = order
        return order.id

    def _arrival(self, random: Random, status: str | None, variant: str | None) -> Arrival:
        arrivals = self.play.arrivals
        if variant is not None:
            found = next((arrival for arrival in arrivals if arrival.name == variant), None)
            if found is None:
                raise ValueError(f"{self.play.name} has no kind of arrival called {variant!r}")
            return found
        if status is not None:
            return Arrival("plain", 0, status)
        return random.choices(arrivals, [arrival.weight for arrival in arrivals])[0]

    def _grown(self, random: Random, arrival: Arrival, born: datetime, lines: int | None) -> Any:
        form = self.play.order
        tree = deepcopy(form.sample)
        count = lines or arrival.lines or random.randint(*form.line_count)
        first = read(tree, form.lines)[0]
        write(tree, form.lines, [deepcopy(first) for _ in range(count)])
        seedling = Seedling(tree, random, self._serial, born, self.play.time, form.lines)
        for growth in self.play.grow:
            seedling.grow(growth)
        for path in form.created:
            write(tree, path, self.play.time.write(born))
        return tree

    def _settle(
        self, order: WorldOrder, arrival: Arrival, status: str, ago: timedelta, overrides: list[tuple[TreePath, Any]]
    ) -> None:
        """Bring a new order into its first status, looking as such orders do."""
        self.move(order, status, self.time.now() - ago, order.created)
        self.change(order, self.play.order.looks.get(status, ()), self.own_names(order))
        self.change(order, arrival.changes, self.own_names(order))
        for path, value in overrides:
            write(order.tree, path, value)


def _parsed(path: str) -> TreePath:
    parsed = parse_path(path)
    if parsed is None or not parsed.steps:
        raise ValueError(f"{path!r} is no path")
    return parsed
