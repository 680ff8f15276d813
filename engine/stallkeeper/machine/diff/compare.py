"""Two machines, and their bindings where they have any, in; a Comparison out, each difference seen on an order."""

from __future__ import annotations

from stallkeeper.machine.compiled import Machine
from stallkeeper.machine.diff.bindings import compare_bindings
from stallkeeper.machine.diff.cases import Sides
from stallkeeper.machine.diff.decisions import Decisions
from stallkeeper.machine.diff.declarations import compare_declarations
from stallkeeper.machine.diff.difference import Comparison
from stallkeeper.machine.diff.observations import compare_observations
from stallkeeper.machine.diff.patterns import leave_patterns
from stallkeeper.machine.diff.statuses import compare_statuses
from stallkeeper.machine.diff.tally import Tally
from stallkeeper.spec.binding_spec import BindingSpec


def compare(old: Machine, new: Machine, bindings: tuple[BindingSpec, BindingSpec] | None = None) -> Comparison:
    """What changed in meaning from `old` to `new`.

    Decisions and reports are compared by asking both machines about every combination of the values that their rules
    tell apart (`spec.domains`), so that no difference means that there is none; `unproven` says where it was too much.
    """
    sides = Sides(old, new)
    tally = Tally(sides)
    compare_observations(sides, tally)
    compare_statuses(sides, tally)
    Decisions(sides, tally).compare()
    compare_declarations(sides, tally)
    leave_patterns(sides, tally)
    for difference in compare_bindings(*bindings) if bindings is not None else ():
        tally.add(difference)
    return tally.result()


__all__ = ["Comparison", "compare"]
