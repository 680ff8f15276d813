"""A seed in, what goes wrong out: with single requests, and for an hour of the marketplace's time at once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from random import Random
from threading import Lock
from typing import TYPE_CHECKING, Any, Literal

from stallkeeper.played.merging import merge
from stallkeeper.played.play_spec import OrderForm, Route
from stallkeeper.played.template import as_text
from stallkeeper.played.troubles import NAMES
from stallkeeper.played.world import World
from stallkeeper.played.world_order import WorldOrder

if TYPE_CHECKING:
    from stallkeeper.played.marketplace import Marketplace

MIX = "mix"
"""What the mix is called among the names of troubles."""
UNHEARD_OF = "UNHEARD_OF"
HOUR = timedelta(hours=1)

TOO_LONG = 35
"""Seconds, really: longer than the engine waits for an answer."""

Where = Literal["any", "list", "whole", "items", "acts", "job"]


@dataclass(frozen=True, slots=True)
class Momentary:
    """One thing that may go wrong with a request: a fault with its settings, and what requests it is for."""

    kind: str
    settings: Mapping[str, Any]
    where: Where = "any"


MOMENTARY: Sequence[Momentary] = (
    Momentary("fail_next", {"status": 503}),
    Momentary("fail_next", {"status": 500, "after_effect": True}),
    Momentary("fail_next", {"status": 429, "retry_after": 20}),
    Momentary("fail_next", {"status": 429}),
    Momentary("drop_next", {}),
    Momentary("drop_next", {"after_effect": True}),
    Momentary("delay_next", {"seconds": TOO_LONG}),
    Momentary("delay_next", {"seconds": TOO_LONG, "after_effect": True}),
    Momentary("silence_next", {}),
    Momentary("silence_next", {"after_effect": True}),
    Momentary("garble_next", {"as": "cut"}),
    Momentary("garble_next", {"as": "html"}),
    Momentary("garble_next", {"as": "deep"}),
    Momentary("garble_next", {"as": "entity_bomb"}),
    Momentary("spoil_next", {"remove": True}, "whole"),
    Momentary("spoil_next", {"value": {"unexpected": []}}, "whole"),
    Momentary("expire_tokens", {}),
    Momentary("repeat_page", {}, "list"),
    Momentary("fail_item", {}, "items"),
    Momentary("swallow_next", {}, "acts"),
    Momentary("fail_job", {}, "job"),
    Momentary("lose_job", {}, "job"),
)
"""What goes wrong with one request; one that acts meets it more often than one that reads."""


@dataclass(frozen=True, slots=True)
class Shares:
    """How often what goes wrong, each a share of 1."""

    reading: float = 0.01
    acting: float = 0.06
    trouble: float = 0.03
    """For each trouble, of the hours."""
    happening: float = 0.03
    """For each happening, of the hours."""
    silent: float = 1.0
    """Of the answers that are drawn never to come: each takes the other side real time."""
    without: frozenset[str] = frozenset()
    """Faults, troubles and happenings that are left out, by their names."""


class Mix:
    """Everything that can go wrong, in an order that follows from the seed, the requests and the marketplace's time."""

    def __init__(self, seed: int, shares: Shares | None = None) -> None:
        self.seed = seed
        self.shares = shares or Shares()
        self.met: Counter[str] = Counter()
        """What was switched on for an hour, and what became of orders."""
        self._lock = Lock()
        self._requests = 0
        self._hour: int | None = None
        self._switched_on: set[str] = set()
        self.on = True

    def before(self, marketplace: Marketplace, route: Route | None, method: str) -> None:
        """Called before each request: what goes wrong with it, or from now on, is switched on."""
        with self._lock:
            if self.on and route is not None:
                self._look_at_the_hour(marketplace)
                self._draw(marketplace, route, method)

    def end(self, marketplace: Marketplace) -> None:
        """Nothing goes wrong from now on."""
        with self._lock:
            self.on = False
            marketplace.faults.clear()
            self._switch_off(marketplace)

    def _draw(self, marketplace: Marketplace, route: Route, method: str) -> None:
        self._requests += 1
        lot = Random(f"{self.seed}/request/{self._requests}")
        share = self.shares.acting if route.acts is not None else self.shares.reading
        if lot.random() >= share:
            return
        fault = lot.choice([each for each in MOMENTARY if _fits(each.where, route)])
        if fault.kind in self.shares.without or (fault.kind == "silence_next" and lot.random() >= self.shares.silent):
            return
        settings = {**fault.settings, "route": route.name, "method": method}
        if fault.kind == "expire_tokens":
            marketplace.faults.met["expire_tokens"] += marketplace.access.expire()
        elif fault.kind != "spoil_next":
            marketplace.faults.arm(fault.kind, settings)
        elif (path := _a_path(marketplace, marketplace.world.held(), lot)) is not None:
            marketplace.faults.arm(fault.kind, {**settings, **path})

    def _look_at_the_hour(self, marketplace: Marketplace) -> None:
        hour = int(marketplace.world.time.now().timestamp() // HOUR.total_seconds())
        if hour == self._hour:
            return
        self._hour = hour
        self._switch_off(marketplace)
        lot = Random(f"{self.seed}/hour/{hour}")
        for name in NAMES:
            if lot.random() < self.shares.trouble and name not in self.shares.without:
                self._switch_on(marketplace, name, lot)
        for name in HAPPENINGS:
            if lot.random() < self.shares.happening and name not in self.shares.without:
                self._happen(marketplace, name, lot)

    def _switch_on(self, marketplace: Marketplace, name: str, lot: Random) -> None:
        held = marketplace.world.held()
        settings = _SETTINGS.get(name, _nothing)(marketplace, held, lot)
        if settings is not None:
            marketplace.world.troubles.switch_on(name, settings)
            self._switched_on.add(name)
            self.met[f"hours of {name}"] += 1

    def _switch_off(self, marketplace: Marketplace) -> None:
        for name in self._switched_on:
            marketplace.world.troubles.switch_off(name)
        self._switched_on.clear()

    def _happen(self, marketplace: Marketplace, name: str, lot: Random) -> None:
        world = marketplace.world
        with world.lock:
            orders = world.held()[-200:]
            if orders and _HAPPEN[name](world, orders, lot):
                self.met[name] += 1


def _vanish(world: World, orders: Sequence[WorldOrder], lot: Random) -> bool:
    world.vanish(lot.choice(orders).id)
    return True


def _merge(world: World, orders: Sequence[WorldOrder], lot: Random) -> bool:
    """One goes into another that stands where it stands."""
    first = lot.choice(orders)
    alike = [each for each in orders if each.status == first.status and each is not first]
    if alike:
        merge(world, [first.id], lot.choice(alike).id)
    return bool(alike)


def _say_unheard_of(world: World, orders: Sequence[WorldOrder], lot: Random) -> bool:
    shown = _shows_words(world.play.order)
    if shown:
        world.report(lot.choice(orders).id, UNHEARD_OF)
    return shown


_HAPPEN = {"vanished": _vanish, "merged": _merge, "unknown_status": _say_unheard_of}
HAPPENINGS = tuple(_HAPPEN)
"""What becomes of an order once, and is not undone."""
LEAVABLE = frozenset({*NAMES, *HAPPENINGS, *(each.kind for each in MOMENTARY)})
"""Everything that a mix can do without."""


def _shows_words(form: OrderForm) -> bool:
    """Whether payloads hold the word itself, so that an unknown one can be seen."""
    places = {path.text for path in (*form.status.paths, form.status.spread) if path is not None}
    return bool(places) and not places & {path.text for path in form.apart}


def _fits(where: Where, route: Route) -> bool:
    if where == "list":
        return route.listing is not None
    if where == "whole":
        return _tells_whole_orders(route)
    if where == "items":
        return _answers_by_item(route)
    return where == "any" or (route.acts is not None and (where == "acts" or route.job is not None))


def _answers_by_item(route: Route) -> bool:
    several = route.acts is not None and route.acts.each is not None and route.job is None
    return several and route.outcome is not None and route.outcome.refused is not None


def _tells_whole_orders(route: Route) -> bool:
    if route.listing is not None:
        return not (route.listing.of_lines or route.listing.only or route.listing.gives)
    return route.one is not None and route.part is None and route.acts is None


Settle = Callable[["Marketplace", Sequence[WorldOrder], Random], "Mapping[str, Any] | None"]


def _nothing(_marketplace: Marketplace, _held: Sequence[WorldOrder], _lot: Random) -> Mapping[str, Any] | None:
    return {}


def _some_orders(_: Marketplace, held: Sequence[WorldOrder], lot: Random) -> Mapping[str, Any] | None:
    recent = held[-60:]
    return {"ids": [order.id for order in lot.sample(list(recent), min(3, len(recent)))]} if recent else None


def _a_path(marketplace: Marketplace, held: Sequence[WorldOrder], lot: Random) -> Mapping[str, Any] | None:
    """A field at the top of an order that neither names it nor dates it nor says where it stands."""
    form = marketplace.play.order
    named = (form.id, form.lines, *form.created, *form.modified, *form.status.paths)
    spared = {as_text(path.steps[0]) for path in named}
    names = [name for name in held[-1].tree if name not in spared] if held else []
    return {"path": lot.choice(sorted(names))} if names else None


_SETTINGS: Mapping[str, Settle] = {
    "visibility_lag": lambda _m, _h, lot: {"by": f"{lot.choice((20, 60, 180))} minutes"},
    "late_update": lambda _m, _h, lot: {"by": f"{lot.choice((10, 40, 90))} minutes"},
    "clock_skew": lambda _m, _h, lot: {"by": f"{lot.choice((2, 10))} minutes", "behind": lot.random() < 0.5},
    "hidden_order": _some_orders,
    "erased_buyer": _some_orders,
    "dropped_field": _a_path,
    "retyped_field": _a_path,
}
"""The settings of a trouble, drawn by lot; None where it cannot be switched on yet."""
