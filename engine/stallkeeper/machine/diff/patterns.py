"""Two machines in; what no number of tried values can settle is told: fields whose patterns differ."""

from __future__ import annotations

from stallkeeper.machine.diff.cases import Sides
from stallkeeper.machine.diff.tally import Tally


def leave_patterns(sides: Sides, tally: Tally) -> None:
    """Two patterns may agree on every text that was tried and differ on another."""
    for action in sides.actions:
        taken = [side.requirements[action].fields if action in side.requirements else {} for side in sides]
        for name in taken[0].keys() & taken[1].keys():
            old, new = taken[0][name].pattern, taken[1][name].pattern
            if old != new:
                tally.leave(f"{name} of {action} has to look like {new or 'anything'}, before like {old or 'anything'}")
