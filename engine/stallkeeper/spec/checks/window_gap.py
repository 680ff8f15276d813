"""A window looks back less far than the time between two of its runs.

What changed in between would never be read again by it. A window that is to catch up looks back at least as far as it
waits.

Bad:

    retrieval:
      latest: {every: 15 minutes}
      catch_up: {every: 1 day, look_back: 6 hours}

Good:

    retrieval:
      latest: {every: 15 minutes}
      catch_up: {every: 1 day, look_back: 3 days}
"""

from __future__ import annotations

from collections.abc import Iterator

from stallkeeper.durations import format_duration
from stallkeeper.problems import Problem
from stallkeeper.spec.channel_spec import ChannelSpec

CODE = "window-gap"
MAY_BE_ALLOWED = True


def check(channel: ChannelSpec) -> Iterator[Problem]:
    for window in channel.retrieval:
        if window.look_back is not None and window.look_back < window.every:
            back, every = format_duration(window.look_back), format_duration(window.every)
            message = f'window "{window.name}" looks back {back} and is read only every {every}'
            place = channel.place_of("retrieval", window.name, "look_back")
            yield Problem(place, CODE, message, f"look back at least {every}")
