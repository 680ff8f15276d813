"""How a native order becomes ours: which path, read as what, for which field. Values only, nothing to execute."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import Enum
from typing import Any, Literal, TypeAlias

from stallkeeper.text.paths import EVERY, steps

ValueType: TypeAlias = Literal["text", "boolean", "whole_number", "decimal", "instant"]
Converter: TypeAlias = Literal[
    "text", "boolean", "whole_number", "decimal", "instant", "cents", "unix_seconds", "epoch_ms"
]
Kind: TypeAlias = Literal[
    "path",
    "first_of",
    "join",
    "constant",
    "sum",
    "some_of",
    "latest_of",
    "earliest_of",
    "find",
    "among",
    "cases",
]


class Unset(Enum):
    """Stands for "the author gave none" where None is a value."""

    UNSET = "unset"


UNSET = Unset.UNSET


@dataclass(frozen=True, slots=True)
class PathTest:
    """What a value of the payload has to be. `value` is a text, several (one_of), a number, a flag, or other paths."""

    path: str
    operator: Literal["is", "one_of", "given", "not", "above", "below", "same_as"]
    value: Any


@dataclass(frozen=True, slots=True)
class Case:
    """What a field is when all tests hold."""

    tests: tuple[PathTest, ...]
    then: FieldMapping


@dataclass(frozen=True, slots=True)
class FieldMapping:
    """One field of ours.

    `kind` says what `paths` are: one path; several of which the first that holds something counts; several joined by
    `separator`; several of which the latest (earliest) instant counts; a list whose `parts` are summed (two parts:
    their products; `plus` is a further amount of each item); a list of which some but not all units (`parts`) count;
    a list of which the first item that fits `tests` holds the value (`find`); a list whose items hold words, of which
    the first in the order of `words` counts (`among`; a word that is not there comes before all). `cases` look at
    several places.
    `inner` are values within: the one in an item of the list, those tried or joined in turn, or what holds in no case.
    A path of dots goes down from the object; one that begins with a slash starts at the record.
    `values` maps native words to typed ones; a word it lacks becomes `otherwise`, and is drift when that is not set.
    `minus` and `divided_by` reckon with what was read: a number, or the path of one.
    """

    target: str
    type: Converter
    kind: Kind = "path"
    paths: tuple[str, ...] = ()
    parts: tuple[str, ...] = ()
    separator: str = " "
    constant: Any = None
    values: Mapping[str, Any] | None = None
    otherwise: Any = UNSET
    null_words: frozenset[str] = frozenset()
    tests: tuple[PathTest, ...] = ()
    words: tuple[str, ...] = ()
    cases: tuple[Case, ...] = ()
    inner: tuple[FieldMapping, ...] = ()
    plus: str | None = None
    minus: str | None = None
    divided_by: str | Decimal | None = None

    def shown_paths(self, prefix: str = "") -> Iterator[str]:
        """Every path it reads, as a drift names it: from the record's root, without indexes. The main one is first."""
        for path in self.paths:
            at = shown_path(path, prefix)
            yield at
            yield from (shown_path(part, at) for part in (*self.parts, *self._added()))
            yield from (shown for test in self.tests for shown in _shown_in(test, at))
            yield from (shown for each in self.inner for shown in each.shown_paths(at))
        for case in self.cases:
            yield from (shown for test in case.tests for shown in _shown_in(test, prefix))
            yield from case.then.shown_paths(prefix)
        if not self.paths:
            yield from (shown for each in self.inner for shown in each.shown_paths(prefix))
        yield from (shown_path(each, prefix) for each in (self.minus, self.divided_by) if isinstance(each, str))

    def _added(self) -> tuple[str, ...]:
        return () if self.plus is None else (self.plus,)

    def told_at(self) -> str:
        """Where an order's field that is missing altogether should have stood; a plain path as it is written."""
        if self.kind in ("find", "among"):
            return next(self.inner[0].shown_paths(shown_path(self.paths[0], "")))
        if self.cases and self.inner and not self.paths:
            return self.inner[0].told_at()  # what is read where no case holds: no case holds of what is missing
        return self.paths[0] if self.paths else next(self.shown_paths(), "")

    def written_paths(self) -> Iterator[str]:
        """Every path as it is written."""
        yield from (*self.paths, *self.parts, *self._added(), *(test.path for test in self.tests))
        for case in self.cases:
            yield from (test.path for test in case.tests)
            yield from case.then.written_paths()
        yield from (path for each in self.inner for path in each.written_paths())
        yield from (each for each in (self.minus, self.divided_by) if isinstance(each, str))


def shown_path(path: str, prefix: str) -> str:
    """The path as an author would look for it: from the record's root, without indexes."""
    whole = path[1:] if path.startswith("/") else f"{prefix}.{path}"
    return ".".join(step for step in steps(whole) if step != EVERY)


def _shown_in(test: PathTest, prefix: str) -> Iterator[str]:
    yield shown_path(test.path, prefix)
    if test.operator == "same_as":
        yield from (shown_path(path, prefix) for path in test.value)


@dataclass(frozen=True, slots=True)
class ObjectMapping:
    """An object inside the order. `at` is where it (or the list of them) stands.

    `given_by` names paths of which at least one has to hold something, or the object counts as not given yet.
    """

    at: str
    fields: tuple[FieldMapping, ...]
    given_by: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class OrderMapping:
    """A whole order. `fields` are the report's own plain fields, `extras` the channel's; `flags` are booleans."""

    fields: tuple[FieldMapping, ...]
    lines: ObjectMapping | None = None
    parcels: ObjectMapping | None = None
    billing: ObjectMapping | None = None
    delivery: ObjectMapping | None = None
    extras: tuple[FieldMapping, ...] = ()
    flags: tuple[FieldMapping, ...] = field(default=())
