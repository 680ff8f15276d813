"""Two machines in, the statuses and deadlines that differ between them out."""

from __future__ import annotations

from collections.abc import Sequence
from types import MappingProxyType
from typing import Any

from stallkeeper.durations import format_duration
from stallkeeper.machine.compiled import Machine
from stallkeeper.machine.decide import offered
from stallkeeper.machine.decision import DueDate
from stallkeeper.machine.diff.cases import EARLY, Case, Sides, assignments, natives_at, order_of, split
from stallkeeper.machine.diff.difference import Broken, Difference, Kind, Witness
from stallkeeper.machine.diff.tally import CALLERS, Tally, said
from stallkeeper.machine.expire import due
from stallkeeper.machine.wording import list_text

_SINCE = {
    "status": "after the status began",
    "ordered": "after the order was placed",
    "partial_cancel": "after its first partial cancellation",
}


def compare_statuses(sides: Sides, tally: Tally) -> None:
    """Statuses that only one edition has, and what happens when an order stays at one for too long."""
    for status in sides.statuses:
        old, new = (status in side.spec.statuses for side in sides)
        if old != new:
            _only_one(sides, tally, status, added=new)
        else:
            _deadlines(sides, tally, status)


def _only_one(sides: Sides, tally: Tally, status: str, *, added: bool) -> None:
    word = natives_at(sides, status, ())[0]
    order = order_of(Case(status, word))
    told = [_offered(side, status, offered(side, order, now=EARLY)) for side in sides]
    kind: Kind = "status-added" if added else "status-removed"
    message = f"there is now a status {status}" if added else f"{status} is gone; orders may stand there"
    breaks: tuple[Broken, ...] = () if added else ("stored orders",)
    witness = Witness(status, word, told[0], told[1])
    tally.add(Difference(kind, f"statuses.{status}", message, tally.place("statuses", status), breaks, (), witness))


def _offered(side: Machine, status: str, actions: tuple[str, ...]) -> str:
    if status not in side.spec.statuses:
        return "no such status"
    return f"offers {list_text(actions)}" if actions else "offers nothing"


def _deadlines(sides: Sides, tally: Tally, status: str) -> None:
    deadlines = (side.spec.statuses[status].deadline for side in sides)
    rules = tuple(each for deadline in deadlines if deadline is not None for each in deadline.conditions)
    for native in natives_at(sides, status, rules) if rules else natives_at(sides, status, ())[:1]:
        found, whole = assignments(sides, rules)
        if not whole:
            tally.leave(f"the deadline of {status} depends on too many things; pairs of them were tried")
        for assigned in found:
            case = Case(status, native, split(assigned)[0])
            tally.count()
            old, new = (_dues(side, case) for side in sides)
            if [_plain(each) for each in old] != [_plain(each) for each in new]:
                words = [_in_words(side, status, dues) for side, dues in zip(sides, (old, new), strict=True)]
                _deadline(tally, case, old, new, words)


def _dues(side: Machine, case: Case) -> tuple[DueDate, ...]:
    return due(side, order_of(case))


def _plain(each: DueDate) -> tuple[Any, ...]:
    return each.due_at, each.outcomes, each.kept_by


def _deadline(
    tally: Tally, case: Case, old: tuple[DueDate, ...], new: tuple[DueDate, ...], words: Sequence[str]
) -> None:
    was, now = words
    if not old:
        kind: Kind = "deadline-added"
        message = f"{case.status} now ends by itself: {now}"
    elif not new:
        kind, message = "deadline-removed", f"{case.status} no longer ends by itself; it did: {was}"
    else:
        kind, message = "deadline-changed", f"{case.status} ends by itself: {now}; it did: {was}"
    about = f"statuses.{case.status}.deadline"
    witness = Witness(case.status, case.native, was, now, MappingProxyType(said(case.order)))
    place = tally.place("statuses", case.status or "", "deadline")
    breaks = CALLERS if _is_harder(old, new) else ()
    tally.add(Difference(kind, about, message, place, breaks, (case.status or "",), witness))


def _is_harder(old: tuple[DueDate, ...], new: tuple[DueDate, ...]) -> bool:
    """Whether somebody who kept the old deadline may miss the new one, or comes to another end."""
    if not new or not old:
        return bool(new)
    before, after = old[0], new[0]
    if (before.outcomes, before.kept_by) != (after.outcomes, after.kept_by):
        return True
    return after.due_at is not None and (before.due_at is None or after.due_at < before.due_at)


def _in_words(side: Machine, status: str, dues: tuple[DueDate, ...]) -> str:
    here = side.spec.statuses.get(status)
    if not dues or here is None or here.deadline is None:
        return "no deadline"
    within = here.deadline.within
    when = "at a time nobody knows" if within is None else f"{format_duration(within)} {_SINCE[here.deadline.since]}"
    return f"{dues[0].consequence} {when}"
