"""An edition of the rules ends before it begins.

Bad:

    valid_from: 2026-03-31
    valid_to: 2025-07-29

Good:

    valid_from: 2025-03-31
    valid_to: 2025-07-29
"""

from __future__ import annotations

from collections.abc import Iterator

from stallkeeper.problems import Problem
from stallkeeper.spec.channel_spec import ChannelSpec

CODE = "dates-out-of-order"


def check(channel: ChannelSpec) -> Iterator[Problem]:
    first, last = channel.valid_from, channel.valid_to
    if first is not None and last is not None and last < first:
        yield Problem(channel.place_of("valid_to"), CODE, "the rules end before they begin", "swap the two days")
