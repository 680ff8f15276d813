"""A part of the file rests on no source and is no assumption.

Every fact says where it was read: the `about` of a source, or of an assumption, names it or something around it.
What cannot be found in any source is an assumption, and says so.

Bad:

    sources:
      - {id: page, title: A help page, read: 2026-11-22, about: [retrieval, starts_at, actions]}

Good:

    sources:
      - {id: page, title: A help page, read: 2026-11-22, about: [retrieval, starts_at, actions, statuses]}
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from stallkeeper.problems import Problem
from stallkeeper.spec.channel_spec import ChannelSpec, Path

CODE = "unsourced-fact"
NEEDS_WHOLE_FILE = True

_OURS = frozenset(
    {"channel", "edition", "extends", "without", "allow", "title", "language", "maturity", "sources", "assumptions"}
)


class _Claims:
    """What sources and assumptions say they are about."""

    def __init__(self, paths: Iterable[tuple[str, ...]]) -> None:
        self.paths = set(paths)
        self.around = {path[:length] for path in self.paths for length in range(1, len(path))}

    def cover(self, words: tuple[str, ...]) -> bool:
        return any(words[:length] in self.paths for length in range(1, len(words) + 1))


def check(channel: ChannelSpec) -> Iterator[Problem]:
    claims = _Claims(tuple(about.split(".")) for about in _abouts(channel))
    inside: dict[Path, list[Path]] = {}
    for path in channel.places:
        if path and path[0] not in _OURS:
            inside.setdefault(path[:-1], []).append(path)
    for path in inside.get((), ()):
        yield from _uncovered(path, claims, inside, channel)


def _abouts(channel: ChannelSpec) -> Iterator[str]:
    yield from (about for source in channel.sources for about in source.about)
    yield from (assumption.about for assumption in channel.assumptions)


def _uncovered(path: Path, claims: _Claims, inside: dict[Path, list[Path]], channel: ChannelSpec) -> Iterator[Problem]:
    """The highest parts under `path` that no claim covers; a claim about something inside makes us look inside."""
    words = tuple(map(str, path))
    if claims.cover(words):
        return
    if words in claims.around:
        for part in inside.get(path, ()):
            yield from _uncovered(part, claims, inside, channel)
        return
    name = ".".join(words)
    hint = "name it in the `about` of a source, or of an assumption"
    yield Problem(channel.place_of(*path), CODE, f"no source and no assumption is about `{name}`", hint)
