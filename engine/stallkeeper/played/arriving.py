"""A play, a seed's random numbers and a birth in; a kind of order, its payload and what is kept beside it, out."""

from __future__ import annotations

from copy import deepcopy
from datetime import datetime
from decimal import Decimal
from random import Random
from typing import Any

from stallkeeper.played.growth import Seedling
from stallkeeper.played.play_spec import Arrival, PlaySpec
from stallkeeper.played.template import as_number
from stallkeeper.played.tree_path import read, write


def draw_arrival(play: PlaySpec, random: Random, status: str | None, variant: str | None) -> Arrival:
    """The kind that is named, a plain one in a status, or one drawn by the weights. Raises ValueError."""
    if variant is not None:
        found = next((arrival for arrival in play.arrivals if arrival.name == variant), None)
        if found is None:
            raise ValueError(f"{play.name} has no kind of arrival called {variant!r}")
        return found
    if status is not None:
        return Arrival("plain", 0, status)
    return random.choices(play.arrivals, [arrival.weight for arrival in play.arrivals])[0]


def grow_order(play: PlaySpec, random: Random, count: int | None, born: datetime, serial: int) -> Any:
    """A payload of its own, grown out of the play's sample; `count` is how many lines it has, where not drawn."""
    form = play.order
    tree = deepcopy(form.sample)
    first = read(tree, form.lines)[0]
    write(tree, form.lines, [deepcopy(first) for _ in range(count or random.randint(*form.line_count))])
    seedling = Seedling(tree, random, serial, born, play.time, form.lines)
    for growth in play.grow:
        seedling.grow(growth)
    for path in form.created:
        write(tree, path, play.time.write(born))
    return tree


def line_ledgers_of(play: PlaySpec, tree: Any) -> dict[str, Decimal]:
    """The running amounts that each line of a payload begins with."""
    return {
        f"{index}:{account}": as_number(read(line, path)) or Decimal(0)
        for index, line in enumerate(read(tree, play.order.lines))
        for account, path in play.order.line_ledger.items()
    }
