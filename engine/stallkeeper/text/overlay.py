"""Two sources in, one out: what the first says laid over the second, each place still in the file that it is in."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

from stallkeeper.problems import Place
from stallkeeper.text.source import Path, Source


def lay_over(own: Source, family: Source, joined: Collection[str] = ()) -> Source:
    """`own` laid over `family`: mappings key by key, and what else `own` says stands in place of the family's.

    The lists under the uppermost keys in `joined` are put one behind the other instead, the family's first. The
    family's keys keep their order; those that only `own` has come after them, the uppermost ones before them.
    """
    laid = _Laid(own, family, joined)
    ours, theirs = (data if isinstance(data, dict) else {} for data in (own.data, family.data))
    data = laid.mapping(ours, theirs, ())
    return Source(own.path, own.text, data, laid.places, laid.keys, family)


def way_to(data: Any, dotted: str) -> Path | None:
    """The way to what `dotted` names, keys joined by dots (a key may hold some itself); None where nothing is."""
    words, way = dotted.split("."), []
    while words:
        names = (".".join(words[:length]) for length in range(1, len(words) + 1))
        name = next((name for name in names if isinstance(data, dict) and name in data), None)
        if name is None:
            return None
        way.append(name)
        data, words = data[name], words[name.count(".") + 1 :]
    return tuple(way)


def without(data: Any, ways: Sequence[Path]) -> Any:
    """`data` without what stands at each way; a mapping that nothing is left in goes with its last key."""
    for way in ways:
        data = _cut(data, way)
    return data


def _cut(data: Any, way: Path) -> Any:
    if not isinstance(data, dict) or way[0] not in data:
        return data
    kept = _cut(data[way[0]], way[1:]) if len(way) > 1 else None
    rest = {key: value for key, value in data.items() if key != way[0]}
    return {key: kept if key == way[0] else value for key, value in data.items()} if kept else rest


class _Laid:
    """The places of what was laid together so far."""

    def __init__(self, own: Source, family: Source, joined: Collection[str]) -> None:
        self._own, self._family, self._joined = own, family, joined
        self.places: dict[Path, Place] = {}
        self.keys: dict[Path, Place] = {}

    def mapping(self, ours: dict[str, Any], theirs: dict[str, Any], path: Path) -> dict[str, Any]:
        self._mark(self._own, path, path)
        more = tuple(key for key in ours if key not in theirs)
        keys = (*theirs, *more) if path else (*more, *theirs)
        return {key: self._value(ours, theirs, key, (*path, key)) for key in keys}

    def _value(self, ours: dict[str, Any], theirs: dict[str, Any], key: str, path: Path) -> Any:
        if key not in ours:
            return self._taken(self._family, theirs[key], path, path)
        mine, their = ours[key], theirs.get(key)
        if isinstance(mine, dict) and isinstance(their, dict):
            return self.mapping(mine, their, path)
        if len(path) == 1 and key in self._joined and isinstance(mine, list) and isinstance(their, list):
            return self._both(mine, their, path)
        return self._taken(self._own, mine, path, path)

    def _both(self, mine: list[Any], their: list[Any], path: Path) -> list[Any]:
        self._mark(self._own, path, path)
        first = [self._taken(self._family, item, (*path, at), (*path, at)) for at, item in enumerate(their)]
        then = [self._taken(self._own, item, (*path, at), (*path, at + len(their))) for at, item in enumerate(mine)]
        return first + then

    def _taken(self, source: Source, value: Any, there: Path, here: Path) -> Any:
        """A value as it is, with the places of all that is in it: it stands at `there` in its source, at `here` now."""
        self._mark(source, there, here)
        if isinstance(value, dict):
            return {key: self._taken(source, item, (*there, key), (*here, key)) for key, item in value.items()}
        if isinstance(value, list):
            return [self._taken(source, item, (*there, at), (*here, at)) for at, item in enumerate(value)]
        return value

    def _mark(self, source: Source, there: Path, here: Path) -> None:
        for old, new in ((source.places, self.places), (source.keys, self.keys)):
            if there in old:
                new[here] = old[there]
