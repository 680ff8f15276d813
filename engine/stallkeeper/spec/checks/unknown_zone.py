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
from stallkeeper.text.wording import did_you_mean, quoted

CODE = "unknown-zone"


def check(channel: ChannelSpec) -> Iterator[Problem]:
    for window in channel.retrieval:
        if window.zone is not None and not _exists(window.zone):
            place = channel.place_of("retrieval", window.name, "zone")
            yield Problem(place, CODE, f"{quoted(window.zone)} is no time zone", _hint(window.zone))


def _exists(zone: str) -> bool:
    from zoneinfo import ZoneInfo  # only where a channel names a zone

    try:
        ZoneInfo(zone)
    except (KeyError, ValueError, OSError):  # unknown, malformed, or a folder of the database
        return False
    return "/" in zone or zone == "UTC"


def _hint(zone: str) -> str:
    from zoneinfo import available_timezones

    return did_you_mean(zone, sorted(available_timezones())) or "write a place, such as Europe/Paris"
