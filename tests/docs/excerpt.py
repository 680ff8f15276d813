"""A channel's file and a dotted key in, the lines that stand there out: what a page shows cannot differ from the file."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from textwrap import dedent
from typing import Any

from stallkeeper.text.source import Source
from stallkeeper.text.yaml_door import read_file
from tests.shared_material import ROOT

LONGEST = 24


@dataclass(frozen=True)
class Excerpt:
    """Some lines of a file, and the number of the first."""

    file: str
    line: int
    text: str


@cache
def source_of(file: str) -> Source:
    source, problems = read_file(ROOT / file, file)
    assert source is not None and not problems, problems
    return source


def paths_at(value: Any, steps: list[str], at: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    """Every place that a dotted key leads to; a star stands for any key or item."""
    if not steps:
        yield at
    elif isinstance(value, dict):
        for key in value if steps[0] == "*" else [steps[0]] if steps[0] in value else []:
            yield from paths_at(value[key], steps[1:], (*at, key))
    elif isinstance(value, list) and steps[0] == "*":
        for index, item in enumerate(value):
            yield from paths_at(item, steps[1:], (*at, index))


def excerpt(file: str, key: str) -> Excerpt:
    """The lines at the first place that `key` leads to, from its own line to the last of what is in it."""
    source = source_of(file)
    path = next(paths_at(source.data, key.split(".")))
    return _cut(source, path)


def _cut(source: Source, path: tuple[str | int, ...]) -> Excerpt:
    first = source.place_of(path).line
    inside = [place.line for at, place in (*source.places.items(), *source.keys.items()) if at[: len(path)] == path]
    last = min(max([first, *inside]), first + LONGEST - 1)
    lines = source.lines[first - 1 : last]
    return Excerpt(source.path, first, dedent("\n".join(line.rstrip() for line in lines)))


def files(*kinds: str) -> Iterator[Path]:
    """The files of all bundled channels first, then of the test channels, of the given names."""
    for root in (ROOT / "channels", ROOT / "tests" / "channels"):
        for kind in kinds:
            yield from sorted(root.rglob(kind))
