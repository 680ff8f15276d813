"""A time zone has a name that nobody knows.

`at: "06:00"` means nothing without a zone, and a zone is one of the names of the time zone database, such as
Europe/Paris; an abbreviation such as CET is not enough to know when summer time begins.

Bad:

    retrieval:
      nightly: {every: 1 day, at: "06:00", zone: Europe/Pari}

Good:

    retrieval:
      nightly: {every: 1 day, at: "06:00", zone: Europe/Paris}
"""

from __future__ import annotations

from collections.abc import Iterator

from stallkeeper.problems import Problem
from stallkeeper.spec.channel_spec import ChannelSpec
from stallkeeper.text.wording import quoted
from stallkeeper.text.zones import is_zone, zone_hint

CODE = "unknown-zone"


def check(channel: ChannelSpec) -> Iterator[Problem]:
    for window in channel.retrieval:
        if window.zone is not None and not is_zone(window.zone):
            place = channel.value_place_of("retrieval", window.name, "zone")
            yield Problem(place, CODE, f"{quoted(window.zone)} is no time zone", zone_hint(window.zone))
