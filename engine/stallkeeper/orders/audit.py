"""Who changed what, when, from where and why; and whether the record of it is whole."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

from stallkeeper.orders.history import Event

Where = Literal["cli", "api", "rule", "system"]
"""A seller's command line, a program of theirs, a rule of theirs, or the engine and the marketplaces by themselves."""

Via = Literal["cli", "api"]
"""Through which door a store was opened."""


NoteKind = Literal[
    "exported",  # orders were written to a file or to standard output
    "exports_deleted",  # files that were exported went, for their time was over or somebody in them was erased
    "erased",  # what one run erased, of how many orders, and what was left
    "rule_switched",  # a seller's rule was switched on or off
    "incident_handled",  # a person dealt with what they were told of
    "webhook",  # a webhook was made to tell again, or to go on
    "clock_went_back",  # what waited for an instant that had passed already was brought back
]


@dataclass(frozen=True, slots=True)
class Note:
    """Something that was done and is about no single order: an export, an erasure. Nothing in it is personal."""

    at: datetime
    kind: NoteKind
    who: str
    details: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class AuditEntry:
    """One line of the record: what happened, from where, and what caused it ("sweep:…", "deadline:…").

    `number` counts the lines about orders; a note has none. `seal` is the link of the chain that closes the line.
    """

    seal: int
    number: int | None
    what: Event | Note
    where: Where
    cause: str


@dataclass(frozen=True, slots=True)
class Whole:
    """The history is as it was written: so many lines under so many seals, the last of which is `head`.

    Whoever notes the head elsewhere can prove later that nothing before it was cut off or made anew. Details of
    `without_details` lines went with the buyers of their orders, as a later line of each says. Each of the `orders`
    bears the id under which it was first seen, and has the status that the last of its lines gave it.
    """

    lines: int
    seals: int
    head: str
    without_details: int = 0
    orders: int = 0


@dataclass(frozen=True, slots=True)
class Broken:
    """The first place at which it is not: a line of the history, or (None) the seal itself, and what is wrong.

    Where all lines are as they were written, and `order` (its id) does not stand as they say: the last of its lines
    that gave it a status, if there is one.
    """

    seal: int | None
    line: int | None
    why: str
    order: str | None = None
