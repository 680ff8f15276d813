"""One place in conformed data: the value there, the way to it, and how to step further without losing the place."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, time, timedelta
from typing import Any

from stallkeeper.durations import parse_duration
from stallkeeper.problems import Place
from stallkeeper.text.source import Path, Source


@dataclass(frozen=True, slots=True)
class Part:
    """A value in a source. A key that is missing, or was dropped as wrong, reads as nothing; nothing here raises."""

    value: Any
    path: Path
    source: Source

    @property
    def place(self) -> Place:
        return self.source.place_of(self.path)

    @property
    def value_place(self) -> Place:
        """Where the value itself stands."""
        return self.source.places.get(self.path) or self.place

    @property
    def name(self) -> str:
        """The key it stands under."""
        return str(self.path[-1]) if self.path else ""

    def __contains__(self, key: str) -> bool:
        return isinstance(self.value, dict) and self.value.get(key) is not None

    def at(self, key: str | int) -> Part:
        inside = isinstance(self.value, dict) and key in self.value
        return Part(self.value[key] if inside else None, (*self.path, key), self.source)

    def members(self) -> Iterator[tuple[str, Part]]:
        """Each key with its part, in the author's order."""
        for key in self.value if isinstance(self.value, dict) else ():
            yield key, self.at(key)

    def items(self) -> Iterator[Part]:
        """Each item of a list; a single value counts as a list of one."""
        if isinstance(self.value, list):
            for index, item in enumerate(self.value):
                if item is not None:
                    yield Part(item, (*self.path, index), self.source)
        elif self.value is not None:
            yield self

    def words(self, key: str) -> tuple[str, ...]:
        return tuple(str(item.value) for item in self.at(key).items())

    def text(self, key: str, otherwise: str = "") -> str:
        value = self.at(key).value
        return otherwise if value is None else str(value)

    def optional_text(self, key: str) -> str | None:
        return self.text(key) if key in self else None

    def day(self, key: str) -> date | None:
        return date.fromisoformat(self.text(key)) if key in self else None

    def time_of_day(self, key: str) -> time | None:
        return time.fromisoformat(self.text(key)) if key in self else None

    def duration(self, key: str) -> timedelta | None:
        """None where nothing is said, and for `unknown`."""
        return parse_duration(self.text(key))
