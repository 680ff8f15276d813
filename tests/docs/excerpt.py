"""A channel's file and a dotted key in, the lines that stand there out, so that no page can differ from it."""

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

FEWEST, LONGEST = 3, 20
"""Lines: with fewer, what stands around them is shown too; more are not."""


@dataclass(frozen=True)
class Excerpt:
    """Some lines of a file."""

    file: str
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
    """The lines at the first place that `key` leads to; where they are few, with what stands around them."""
    source = source_of(file)
    path = next(paths_at(source.data, key.split(".")))
    while len(path) > 1 and _last(source, path) - _first(source, path) < FEWEST - 1:
        wider = path[:-1]
        if _last(source, wider) - _first(source, wider) >= LONGEST:
            break
        path = wider
    lines = source.lines[_first(source, path) - 1 : min(_last(source, path), _first(source, path) + LONGEST - 1)]
    return Excerpt(source.path, dedent("\n".join(line.rstrip() for line in lines)))


def _first(source: Source, path: tuple[str | int, ...]) -> int:
    return source.place_of(path).line


def _last(source: Source, path: tuple[str | int, ...]) -> int:
    places = (*source.places.items(), *source.keys.items())
    return max(place.line for at, place in places if at[: len(path)] == path)


def files(*kinds: str) -> Iterator[Path]:
    """The files of those names: of the channels that were there first, so that new ones change no page, then of all."""
    roots = [ROOT / "channels" / name for name in ("manomano", "veepee", "cdiscount")]
    for root in (*roots, ROOT / "tests" / "channels", ROOT / "channels"):
        for kind in kinds:
            yield from sorted(root.rglob(kind))
