"""A text that was read: its data, every scalar still as it was written, and the place of every key and value."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, TypeAlias

from stallkeeper.problems import Place, Problem

Path: TypeAlias = tuple[str | int, ...]
"""The way from the root to a key or an item: ("statuses", "shipped", "native", 0)."""

_NEAR = 4
"""How many lines below the place the marked one may stand for the report to show both."""

_LINE_BREAK = re.compile("\r\n|[\r\n\x85\u2028\u2029]")


@dataclass(frozen=True)
class Source:
    """One file as data. `data` holds dicts, lists, str and None (`null`, `~` or nothing); nothing is typed yet.

    `places` has the place of every value, `keys` the place of every key, both by path from the root `()`.
    """

    path: str
    text: str = field(repr=False)
    data: Any = field(repr=False)
    places: Mapping[Path, Place] = field(repr=False)
    keys: Mapping[Path, Place] = field(repr=False)
    family: Source | None = field(default=None, repr=False)
    """The file that this one was laid over, where it was: some places then lie in that one."""

    @cached_property
    def lines(self) -> tuple[str, ...]:
        """The text's lines, as the YAML reader counts them."""
        return tuple(_LINE_BREAK.split(self.text))

    def excerpt(self, line: int, around: int = 1) -> tuple[tuple[int, str], ...]:
        """The line and `around` lines on either side, as (number, text) pairs."""
        first, last = max(1, line - around), min(len(self.lines), line + around)
        return tuple((number, self.lines[number - 1]) for number in range(first, last + 1))

    def holds(self, place: Place) -> bool:
        """Whether the place lies in this file, or in the one that it was laid over."""
        return place.path == self.path or (self.family is not None and self.family.holds(place))

    def line_at(self, place: Place) -> tuple[tuple[int, str], ...]:
        """The one line of a place, with its number, from the file that it lies in."""
        return self._file_of(place).excerpt(place.line, 0)

    def excerpt_for(self, problem: Problem) -> tuple[tuple[int, str], ...]:
        """The lines a report shows: the place's own, and those down to the marked one where it is near."""
        return self._file_of(problem.place)._excerpt_for(problem)

    def _file_of(self, place: Place) -> Source:
        return self.family if self.family is not None and place.path == self.family.path else self

    def _excerpt_for(self, problem: Problem) -> tuple[tuple[int, str], ...]:
        first = problem.place.line
        last = problem.marked.line if problem.marked and problem.marked.path == problem.place.path else first
        if not 0 <= last - first <= _NEAR:
            first = last
        return tuple(line for number in range(first, last + 1) for line in self.excerpt(number, 0))

    def place_of(self, path: Path) -> Place:
        """Where `path` is named: its key, or the value of a list item, or the nearest thing above it."""
        for length in range(len(path), -1, -1):
            place = self.keys.get(path[:length]) or self.places.get(path[:length])
            if place is not None:
                return place
        return Place(self.path)
