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

from collections.abc import Iterator

from stallkeeper.problems import Problem
from stallkeeper.spec.channel_spec import ChannelSpec, Path

CODE = "unsourced-fact"
NEEDS_WHOLE_FILE = True

_OURS = frozenset({"channel", "title", "language", "maturity", "sources", "assumptions"})


def check(channel: ChannelSpec) -> Iterator[Problem]:
    claims = {tuple(about.split(".")) for about in _abouts(channel)}
    inside: dict[Path, list[Path]] = {}
    for path in channel.places:
        if path and path[0] not in _OURS:
            inside.setdefault(path[:-1], []).append(path)
    for path in inside.get((), ()):
        yield from _uncovered(path, claims, inside, channel)


def _abouts(channel: ChannelSpec) -> Iterator[str]:
    yield from (about for source in channel.sources for about in source.about)
    yield from (assumption.about for assumption in channel.assumptions)


def _uncovered(
    path: Path, claims: set[tuple[str, ...]], inside: dict[Path, list[Path]], channel: ChannelSpec
) -> Iterator[Problem]:
    """The highest parts under `path` that no claim covers; a claim about something inside makes us look inside."""
    words = tuple(map(str, path))
    if any(words[: len(claim)] == claim for claim in claims):
        return
    if any(claim[: len(words)] == words for claim in claims):
        for part in inside.get(path, ()):
            yield from _uncovered(part, claims, inside, channel)
        return
    name = ".".join(words)
    hint = "name it in the `about` of a source, or of an assumption"
    yield Problem(channel.place_of(*path), CODE, f"no source and no assumption is about `{name}`", hint)
