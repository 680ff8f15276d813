"""A window has a time of day, and does not run in whole days.

`at` says at what time of the day it is read; that goes only with an `every` of one day or several.

Bad:

    retrieval:
      nightly: {every: 6 hours, at: "06:00", zone: Europe/Paris}

Good:

    retrieval:
      nightly: {every: 1 day, at: "06:00", zone: Europe/Paris}
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from stallkeeper.durations import format_duration
from stallkeeper.problems import Problem, warning
from stallkeeper.spec.channel_spec import ChannelSpec

CODE = "at-between-days"


_A_DAY = timedelta(days=1)


def check(channel: ChannelSpec) -> Iterator[Problem]:
    for window in channel.retrieval:
        if window.at is not None and window.every % _A_DAY != timedelta(0):
            every = format_duration(window.every)
            message = f'window "{window.name}" has a time of day, and runs every {every}'
            place = channel.place_of("retrieval", window.name, "every")
            shown = f"{window.at:%H:%M}, and then {every} later"
            yield warning(place, CODE, message, "write `every: 1 day`, or take `at` and `zone` away", witness=shown)
