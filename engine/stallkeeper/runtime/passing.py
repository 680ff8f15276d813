"""An order, its history and the time in; the order after what has passed, and what is told of it, out. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from stallkeeper.machine.compile import Machine
from stallkeeper.machine.expire import expire
from stallkeeper.machine.ship_by import SHIP_BY, is_overdue
from stallkeeper.orders import Event, Order
from stallkeeper.runtime.journal import ENGINE
from stallkeeper.words import LATE, TOO_LATE, Status


@dataclass(frozen=True, slots=True)
class Passing:
    """A deadline that has passed: a rule's of the channel, or `ship_by` where the order itself says when.

    `moves_to` is where we move the order, None where it is only late.
    """

    rule: str
    due_at: datetime
    consequence: tuple[str, ...]
    kept_by: str
    moves_to: Status | None = None

    @property
    def passes_anew(self) -> bool:
        """Whether it may pass once more at the same time: a rule's may, where the order comes back to its status."""
        return self.consequence != (TOO_LATE,)

    @property
    def identity(self) -> tuple[str, str]:
        """By what it is known in the history."""
        return self.rule, self.due_at.isoformat()


@dataclass(frozen=True, slots=True)
class Outcome:
    """The order as it is then, what its history says, and which deadlines that tells of."""

    order: Order
    events: tuple[Event, ...]
    told: tuple[Passing, ...]


def passings(machine: Machine, order: Order, now: datetime) -> tuple[Passing, ...]:
    """All that have passed at `now` where the order stands, told or not."""
    return (*_of_rules(machine, order, now), *_of_the_order(order, now))


def _of_rules(machine: Machine, order: Order, now: datetime) -> Iterator[Passing]:
    for each in expire(machine, order, now=now):
        yield Passing(each.rule, each.due_at, each.outcomes, each.kept_by, each.moves_to)


def _of_the_order(order: Order, now: datetime) -> Iterator[Passing]:
    due_at = order.report.ship_by
    if due_at is not None and is_overdue(order, now):
        yield Passing(SHIP_BY, due_at, (TOO_LATE,), "channel")


def made_late(order: Order, late: Sequence[Passing], history: Iterable[Event], now: datetime) -> Outcome | None:
    """Late because of all of these; each that is on no record yet is told. None: the order's history says it all.

    `late` is one flag, which may come from another of them. What a rule says passes anew where the flag has been taken
    off since; a day that the order names passes once, and puts the flag back where it is gone.
    """
    on_record = {(each.details.get("rule"), each.details.get("due_at")) for each in history if each.kind == "deadline"}
    is_late = LATE in order.flags
    told = tuple(each for each in late if each.identity not in on_record or (each.passes_anew and not is_late))
    if is_late and not told:
        return None
    events = tuple(_noted(order, each, now) for each in told)
    if is_late:
        return Outcome(replace(order, updated_at=now), events, told)
    details = {"flag": LATE, "raised": True, "rule": (*told, *late)[0].rule}
    flagged = Event(at=now, key=order.key, kind="flagged", who=ENGINE, details=details)
    return Outcome(replace(order, flags=(*order.flags, LATE), updated_at=now), (*events, flagged), told)


def moved_on(order: Order, passing: Passing, now: datetime) -> Outcome:
    """Where a deadline that we keep moves it; it is late no more."""
    after = replace(
        order,
        status=passing.moves_to,
        last_known_status=passing.moves_to,
        status_since=passing.due_at,
        updated_at=now,
        flags=tuple(flag for flag in order.flags if flag != LATE),
    )
    return Outcome(after, (_noted(order, passing, now),), (passing,))


def _noted(order: Order, passing: Passing, now: datetime) -> Event:
    details = {
        "rule": passing.rule,
        "due_at": passing.due_at.isoformat(),
        "consequence": list(passing.consequence),
        "kept_by": passing.kept_by,
    }
    return Event(
        at=now,
        key=order.key,
        kind="deadline",
        who=ENGINE,
        from_status=order.status,
        to_status=passing.moves_to,
        details=details,
    )
