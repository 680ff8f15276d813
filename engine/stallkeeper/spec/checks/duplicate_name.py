"""Two sources, or two deadlines, have the same name.

Reports and histories name them by it, so each needs one of its own.

Bad:

    sources:
      - {id: page, title: A help page, read: 2026-11-22, about: [statuses, retrieval]}
      - {id: page, title: Another page, read: 2026-11-22, about: [starts_at, actions]}

Good:

    sources:
      - {id: page, title: A help page, read: 2026-11-22, about: [statuses, retrieval]}
      - {id: other_page, title: Another page, read: 2026-11-22, about: [starts_at, actions]}
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from stallkeeper.problems import Place, Problem
from stallkeeper.spec.channel_spec import ChannelSpec

CODE = "duplicate-name"


def check(channel: ChannelSpec) -> Iterator[Problem]:
    sources = ((source.id, channel.place_of("sources", at, "id")) for at, source in enumerate(channel.sources))
    yield from _repeated("source", sources)
    deadlines = [(name, spec.deadline) for name, spec in channel.statuses.items() if spec.deadline is not None]
    yield from _repeated(
        "deadline",
        ((deadline.id, channel.place_of("statuses", name, "deadline", "id")) for name, deadline in deadlines),
    )


def _repeated(noun: str, named: Iterable[tuple[str, Place]]) -> Iterator[Problem]:
    first: dict[str, Place] = {}
    for name, place in named:
        known = first.setdefault(name, place)
        if name and known is not place:
            message = f'the {noun} "{name}" stands here a second time'
            yield Problem(place, CODE, message, f"first on line {known.line}; give it a name of its own")
