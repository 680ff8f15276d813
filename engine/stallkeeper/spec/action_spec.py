"""What a seller may do on a channel: the typed, frozen form of an action."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from stallkeeper.problems import Place
from stallkeeper.spec.conditions import Condition, Need
from stallkeeper.words import Status


@dataclass(frozen=True, slots=True)
class Recommendation:
    """Fields that an action can go without, and what is lost then."""

    fields: tuple[str, ...]
    because: str
    place: Place


@dataclass(frozen=True, slots=True)
class ActionLines:
    """Whether an action is about a line of the order (the field `line`), and about a part of its units (`quantity`)."""

    given: Literal["forbidden", "optional", "required"]
    quantity: Literal["whole", "part"] = "whole"


UNCHANGED = "unchanged"
"""Among what an action results in: the order stays in the status in which it was asked for."""


@dataclass(frozen=True, slots=True)
class ActionSpec:
    """What a seller may do. `results_in` lists what confirms it, the usual first: statuses, or `unchanged`.

    `needs` and `accepts` hold what `lines` and `recommends` ask for as well. `sent_as` is the action whose binding it
    goes out by, where that is not its own.
    """

    name: str
    results_in: tuple[str, ...]
    place: Place
    label: str | None = None
    needs: tuple[Need, ...] = ()
    accepts: tuple[str, ...] = ()
    conditions: tuple[Condition, ...] = ()
    """A guard on the action itself (`if:`), for instance on the native status."""
    recommends: tuple[Recommendation, ...] = ()
    lines: ActionLines | None = None
    """As it was declared; None where nothing is said and `needs` and `accepts` tell."""
    sent_as: str | None = None

    @property
    def stays(self) -> bool:
        """Whether an order may keep its status when it is done."""
        return UNCHANGED in self.results_in

    @property
    def statuses(self) -> tuple[Status, ...]:
        """The statuses among what it results in."""
        return tuple(each for each in self.results_in if each != UNCHANGED)

    def results_from(self, status: Status) -> tuple[Status, ...]:
        """What confirms it when it was asked for in this status, the usual one first."""
        return tuple(dict.fromkeys(status if each == UNCHANGED else each for each in self.results_in))

    def takes(self) -> tuple[str, ...]:
        """Every field it may be given, needed ones first, in the author's order."""
        needed = (name for need in self.needs for name in need.fields)
        return tuple(dict.fromkeys((*needed, *self.accepts)))

    def always_needs(self) -> tuple[str, ...]:
        """The fields it can never go without, in the author's order."""
        return tuple(dict.fromkeys(name for need in self.needs if not need.conditions for name in need.fields))
