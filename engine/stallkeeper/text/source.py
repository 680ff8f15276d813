"""A text that was read: its data, every scalar still as it was written, and the place of every key and value."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, TypeAlias

from stallkeeper.problems import Place

Path: TypeAlias = tuple[str | int, ...]
"""The way from the root to a key or an item: ("statuses", "shipped", "native", 0)."""

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

    @cached_property
    def lines(self) -> tuple[str, ...]:
        """The text's lines, as the YAML reader counts them."""
        return tuple(_LINE_BREAK.split(self.text))

    def excerpt(self, line: int, around: int = 1) -> tuple[tuple[int, str], ...]:
        """The line and `around` lines on either side, as (number, text) pairs."""
        first, last = max(1, line - around), min(len(self.lines), line + around)
        return tuple((number, self.lines[number - 1]) for number in range(first, last + 1))

    def place_of(self, path: Path) -> Place:
        """Where `path` is named: its key, or the value of a list item, or the nearest thing above it."""
        for length in range(len(path), -1, -1):
            place = self.keys.get(path[:length]) or self.places.get(path[:length])
            if place is not None:
                return place
        return Place(self.path)
