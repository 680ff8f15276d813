"""An impersonation, a seed and a clock in; orders that arrive, live and are acted upon, all in memory, out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from copy import deepcopy
from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal
from random import Random
from threading import RLock
from typing import Any

from stallkeeper.clock import Clock
from stallkeeper.played.arriving import draw_arrival, grow_order, line_ledgers_of
from stallkeeper.played.change import Change
from stallkeeper.played.deriving import derive, write_word
from stallkeeper.played.journal import Journal
from stallkeeper.played.kept_file import KeptFile
from stallkeeper.played.play_spec import Arrival, Move, PlaySpec
from stallkeeper.played.schedule import Planned, Schedule
from stallkeeper.played.template import Names, as_number, as_text, render
from stallkeeper.played.tree_path import TreePath, known_path, read, remove, write
from stallkeeper.played.troubles import Troubles
from stallkeeper.played.world_clock import WorldClock
from stallkeeper.played.world_order import Effect, WorldOrder


class World:
    """The truth of one played marketplace. Every public method takes its lock, so that each is one atomic step."""

    def __init__(self, play: PlaySpec, seed: int, clock: Clock, speed: float = 1) -> None:
        self.play = play
        self.seed = seed
        self.lock = RLock()
        self.time = WorldClock(clock, speed)
        self.troubles = Troubles(self.time.now)
        for name, settings in play.goes_wrong.troubles.items():
            self.troubles.switch_on(name, settings)
        self._schedule = Schedule(play.moves, play.time.zone, seed)
        self._orders: dict[str, WorldOrder] = {}
        self._other_ids: dict[str, str] = {}
        self._effects: list[Effect] = []
        self.swallowed: list[Effect] = []
        """Actions that were answered as done and never happened."""
        self.home_of_line: dict[str, str] = {}
        self.revision = 0
        """Goes up with whatever is done to any order: while it stands, every list is what it was."""
        self._serial = 0
        self._fresh = 1000
        self.journal = Journal()
        self.files: list[KeptFile] = []
        self.gone: dict[str, WorldOrder] = {}
        """Orders that vanished, by their ids, as they were; `changed` says when they did."""

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
        overrides = [(known_path(path), value) for path, value in (changes or {}).items()]
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

    def vanish(self, order_id: str) -> WorldOrder:
        """Let an order be gone, as if it had never been, and give it. Raises KeyError."""
        with self.lock:
            self.revision += 1
            self.gone[order_id] = vanished = self._orders.pop(order_id)
            vanished.changed = self.time.real_now()
            return vanished

    def order(self, order_id: str) -> WorldOrder | None:
        """One order by its id, or by the other one that it may have; or None."""
        return self._orders.get(self._other_ids.get(order_id, order_id))

    def order_of_line(self, line_id: str) -> WorldOrder | None:
        """The order that has a line of this id, or None."""
        return self._orders.get(self.home_of_line.get(line_id, ""))

    def counts(self) -> tuple[int, int]:
        """How many orders there are, and how many actions took effect."""
        return len(self._orders), len(self._effects)

    def effects(self, order_id: str | None = None) -> tuple[Effect, ...]:
        """Every action that took effect, in the order of time; of one order where an id is given."""
        with self.lock:
            return tuple(effect for effect in self._effects if order_id in (None, effect.order_id))

    def report(self, order_id: str, native_status: str) -> None:
        """Force an order into a native status, foreseen or not, even one that nobody knows.

        Raises KeyError, and ValueError where the status follows from the payload and nothing says how that looks.
        """
        with self.lock:
            self.advance()
            order = self._orders[order_id]
            order.units.clear()  # what it has is counted anew from there
            with self.changing(order):
                self._look_like(order, native_status, self.time.now())
            self._must_be(order, native_status)

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
        form, hidden = self.play.order, self.play.order.hidden.get(order.status, ())
        apart, damaged = form.apart, self.troubles.damages()
        truth = order.earlier if self.troubles.shows_earlier(order, self.time.real_now()) else order.tree
        tree = deepcopy(truth) if hidden or apart or damaged else truth
        for path in hidden:
            write(tree, path, None)
        for path in apart:
            remove(tree, path)
        if damaged:
            self.troubles.damage(tree, order.id, form.of_the_buyer)
        return tree

    def own_names(self, order: WorldOrder) -> dict[str, Any]:
        """What the order's own rules may read."""
        return {"order": order.tree, "ledger": order.ledger, "now": self.play.time.write(self.time.real_now())}

    def change(self, order: WorldOrder, changes: tuple[Change, ...], names: Names) -> None:
        """Write values into an order."""
        for change in changes:
            write(order.tree, change.path, render(change.value, names))

    @contextmanager
    def changing(
        self, order: WorldOrder, since: datetime | None = None, real: datetime | None = None
    ) -> Iterator[None]:
        """One change of an order: its dates move before, its status follows after; `since` is marketplace time."""
        entry = order.entry
        self.revision += 1
        order.earlier = deepcopy(order.tree) if self.troubles.keeps_earlier() else None
        self._touch(order, real or self.time.real_now())
        yield
        form = self.play.order.status
        word = derive(form, self.own_names(order), order.status)
        if word != order.status:
            if form.paths:
                write_word(form, order.tree, word)
            self._enter(order, word, since or self.time.now())
        self.journal.add(order.id, order.status, entry != order.entry, order.modified)

    def move(
        self, order: WorldOrder, status: str | None, at: frozenset[str] | None = None, since: datetime | None = None
    ) -> None:
        """Write a status, where it stands in many places only where one of `at` stands; None: nothing."""
        if status is None:
            return
        form = self.play.order.status
        write_word(form, order.tree, status, at)
        if form.paths:
            self._enter(order, status, since or self.time.now())

    def fresh(self) -> str:
        """A number that was not there before, as a text."""
        self._fresh += 1
        return str(self._fresh)

    def record(self, effect: Effect, *, swallowed: bool = False) -> None:
        """Take down an action that took effect, or that was only answered as if it had; its number is given here."""
        self.revision += 1  # also where it is only pretended: the order's payload is another one then
        taken = self.swallowed if swallowed else self._effects
        taken.append(replace(effect, number=len(taken) + 1))

    def _happen(self, planned: Planned) -> None:
        order, move = self._orders.get(planned.order_id), planned.move
        if order is None or order.entry != planned.entry:
            return
        if not move.condition.holds(self.own_names(order)):
            if move.each_night is not None:
                self._schedule.again(planned, order)
            return
        names = self.own_names(order)
        with self.changing(order, planned.due, self.time.real(planned.due)):
            self.move(order, move.to, move.starts, planned.due)
            self.change(order, move.changes, names)
            self._change_lines(order, move)

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
        arrival = draw_arrival(self.play, random, status, variant)
        born = self.time.real_now() - ago
        tree = grow_order(self.play, random, lines or arrival.lines, born, self._serial)
        order = WorldOrder(
            as_text(read(tree, self.play.order.id)), tree, "", born, born, self._serial, arrival.name, arrival.foreign
        )
        order.ledger = {
            name: as_number(read(tree, path)) or Decimal(0) for name, path in self.play.order.ledger.items()
        }
        self._settle(order, arrival, status or arrival.status, ago, overrides)
        self._orders[order.id] = order
        if self.play.order.also is not None:
            self._other_ids[as_text(read(tree, self.play.order.also))] = order.id
        for line in read(tree, self.play.order.lines):
            self.home_of_line[as_text(read(line, self.play.order.line_id))] = order.id
        return order.id

    def _settle(
        self, order: WorldOrder, arrival: Arrival, status: str, ago: timedelta, overrides: list[tuple[TreePath, Any]]
    ) -> None:
        """Bring a new order into its first status, looking as such orders do."""
        since = self.time.now() - ago
        with self.changing(order, since, order.created):
            self._look_like(order, status, since)
            self.change(order, arrival.changes, self.own_names(order))
            for path, value in overrides:
                write(order.tree, path, value)
        order.line_ledgers = line_ledgers_of(self.play, order.tree)
        if not overrides:
            self._must_be(order, status)

    def _look_like(self, order: WorldOrder, status: str, since: datetime) -> None:
        self.move(order, status, since=since)
        self.change(order, self.play.order.looks.get(status, ()), self.own_names(order))

    def _must_be(self, order: WorldOrder, status: str) -> None:
        if order.status != status and not self.play.order.status.paths:
            raise ValueError(f"an order cannot be {status!r}: no `looks` make it so, it is {order.status!r}")

    def _enter(self, order: WorldOrder, status: str, since: datetime) -> None:
        order.status = status
        order.entry += 1
        order.history.append(status)
        self._schedule.plan(order, since)

    def _touch(self, order: WorldOrder, real: datetime) -> None:
        """Move the dates of the last change; two changes never leave the same date behind in the wrong order."""
        order.changed = real
        if order.revision and self.troubles.on("silent_change"):
            self.troubles.met["silent_change"] += 1
            return
        self.troubles.met["shifted_dates"] += self.troubles.on("shifted_dates")
        order.modified = max(real, order.modified)
        order.revision += 1
        for path in self.play.order.modified:
            write(order.tree, path, self.play.time.write(order.modified + self.troubles.shift()))
        if self.play.order.revision is not None:
            write(order.tree, self.play.order.revision, f"r{order.revision}")

    def _change_lines(self, order: WorldOrder, move: Move) -> None:
        """Write what a move says into those lines that it is about."""
        for line in read(order.tree, self.play.order.lines) if move.line_changes else ():
            names = {**self.own_names(order), "sold": line}
            if move.line_condition.holds(names):
                for change in move.line_changes:
                    write(line, change.path, render(change.value, names))
