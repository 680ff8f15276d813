"""One file of a channel's folder in, its conformed data and all its problems out."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from stallkeeper.problems import Problem
from stallkeeper.text.schema import conform
from stallkeeper.text.source import Source
from stallkeeper.text.yaml_door import read_file


@dataclass(frozen=True, slots=True)
class Reading:
    """A file that was read: its source (None: it could not be), its typed data, and what is wrong with it."""

    source: Source | None
    data: Any
    problems: tuple[Problem, ...]

    @property
    def sound(self) -> bool:
        return self.source is not None and not any(problem.severity == "error" for problem in self.problems)

    @property
    def keeps_names(self) -> bool:
        """Whether every key of the two uppermost levels is still in `data`: a name that is missing was never there."""
        raw = self.source.data if self.source is not None else None
        return isinstance(raw, dict) and isinstance(self.data, dict) and _names(raw) == _names(self.data)


def _names(data: dict[str, Any]) -> set[tuple[str, str]]:
    parts = {key: part for key, part in data.items() if isinstance(part, dict | list)}
    return {(key, name) for key, part in parts.items() for name in (part if isinstance(part, dict) else ("",))}


def read_conformed(file: Path, shown_as: str, schema_name: str, *, inside: Path) -> Reading:
    """Read `file` through the strict door and hold it against its schema; it may not lead out of `inside`, a folder."""
    return conformed(*read_file(file, shown_as, inside=inside), schema_name)


def conformed(source: Source | None, problems: tuple[Problem, ...], schema_name: str) -> Reading:
    """A file that was read, held against its schema."""
    if source is None:
        return Reading(None, None, problems)
    data, found = conform(source, schema_name)
    return Reading(source, data, with_excerpts((*problems, *found), source))


def with_excerpts(problems: Iterable[Problem], source: Source) -> tuple[Problem, ...]:
    """The problems with the lines that a report shows of them."""
    return tuple(
        problem if problem.excerpt else replace(problem, excerpt=source.excerpt_for(problem)) for problem in problems
    )


def as_typed_here(folder: Path) -> str:
    """The folder as a person in this directory would write it."""
    try:
        return folder.resolve().relative_to(Path.cwd()).as_posix()
    except ValueError:
        return str(folder)
