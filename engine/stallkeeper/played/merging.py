"""Several orders in, one that has all their lines out; the others are gone, or say where they went."""

from __future__ import annotations

from collections.abc import Sequence
from copy import deepcopy

from stallkeeper.played.template import as_text
from stallkeeper.played.tree_path import TreePath, read, write
from stallkeeper.played.world import World


def merge(world: World, ids: Sequence[str], into: str, at: TreePath | None = None) -> None:
    """Where a path is given, each of them stays and says there into which it went.

    Raises ValueError where one of them is not there, and changes nothing then.
    """
    with world.lock:
        kept = world.order(into)
        gone = [world.order(order_id) for order_id in ids]
        if kept is None or None in gone or into in ids:
            raise ValueError("orders are merged that are there, into one that is not among them")
        lines = read(kept.tree, world.play.order.lines)
        with world.changing(kept):
            for order in gone:
                assert order is not None
                moved = deepcopy(read(order.tree, world.play.order.lines))
                lines.extend(moved)
                world.home_of_line |= {as_text(read(line, world.play.order.line_id)): kept.id for line in moved}
                if at is None:
                    world.vanish(order.id)
                else:
                    with world.changing(order):
                        write(order.tree, at, into)
