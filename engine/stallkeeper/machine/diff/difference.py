"""One difference between two editions of a channel as a value: what, whom it breaks, and an order that shows it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, Literal, TypeAlias

from stallkeeper.problems import Place

Broken: TypeAlias = Literal["callers", "stored orders", "configuration"]
"""Who has to change something: programs and people that act, orders that are in the store, stallkeeper.yaml."""

Kind: TypeAlias = Literal[
    "newly-allowed",
    "newly-refused",
    "newly-required",
    "no-longer-required",
    "field-now-taken",
    "field-no-longer-taken",
    "value-now-taken",
    "value-now-refused",
    "sent-otherwise",
    "results-changed",
    "word-added",
    "word-removed",
    "word-changed",
    "line-word-changed",
    "lines-decide-otherwise",
    "ours-changed",
    "moves-changed",
    "status-added",
    "status-removed",
    "deadline-added",
    "deadline-removed",
    "deadline-changed",
    "entry-changed",
    "window-changed",
    "rule-changed",
    "host-changed",
    "parameter-changed",
    "secret-changed",
    "binding-changed",
    "identity-changed",
]

NOTHING: Mapping[str, Any] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Witness:
    """A small order on which the two editions differ, and what each of them says of it.

    `order` holds what is said of the order (`order.*` without the prefix), `lines` the native words of its lines,
    `reported` the word it is seen with afterwards where a move is meant, `fields` what is given with `action`.
    """

    status: str | None
    native: str
    old: str
    new: str
    order: Mapping[str, Any] = field(default_factory=dict)
    lines: tuple[str, ...] = ()
    reported: str | None = None
    action: str | None = None
    fields: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Difference:
    """One change of meaning. `about` is the dotted path it is about; `statuses` where it shows; `breaks` whom.

    `witness` is None where no order is concerned: a window, a host, a secret.
    """

    kind: Kind
    about: str
    message: str
    place: Place
    breaks: tuple[Broken, ...] = ()
    statuses: tuple[str, ...] = ()
    witness: Witness | None = None

    @property
    def breaking(self) -> bool:
        return bool(self.breaks)


@dataclass(frozen=True, slots=True)
class Comparison:
    """All differences, the breaking ones first; `unproven` says what could not be tried completely, and why."""

    differences: tuple[Difference, ...] = ()
    unproven: tuple[str, ...] = ()
    tried: int = 0
    """On how many cases the two were held against each other."""

    @property
    def breaking(self) -> tuple[Difference, ...]:
        return tuple(each for each in self.differences if each.breaking)

    @property
    def equivalent(self) -> bool:
        """Whether the two are proven to say the same of every order."""
        return not self.differences and not self.unproven
