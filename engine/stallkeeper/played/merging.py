"""Several orders in, one that has all their lines out; the others are gone."""

from __future__ import annotations

from collections.abc import Sequence

from stallkeeper.played.tree_path import read
from stallkeeper.played.world import World


def merge(world: World, ids: Sequence[str], into: str) -> None:
    """Raises ValueError where one of them is not there, and changes nothing then."""
    with world.lock:
        kept = world.order(into)
        gone = [world.order(order_id) for order_id in ids]
        if kept is None or None in gone or into in ids:
            raise ValueError("orders are merged that are there, into one that is not among them")
        lines = read(kept.tree, world.play.order.lines)
        with world.changing(kept):
            for order_id in ids:
                lines.extend(read(world.vanish(order_id).tree, world.play.order.lines))
