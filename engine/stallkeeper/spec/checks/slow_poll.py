"""Orders are read so rarely that half of the time to act on them may be gone.

A deadline runs at a status where the seller has to act, and even the quickest window that reads this status leaves
less than half of it. The seller would learn of the order when it is nearly too late.

Bad:

    retrieval:
      nightly: {every: 1 day}
    statuses:
      waiting_shipment:
        native: [PENDING]
        actions: [ship]
        next: [shipped]
        deadline: {within: 1 day, else: [canceled], kept_by: channel}
      shipped: {native: [SHIPPED]}
      canceled: {native: [CANCELED]}

Good:

    retrieval:
      latest: {every: 15 minutes}
    statuses:
      waiting_shipment:
        native: [PENDING]
        actions: [ship]
        next: [shipped]
        deadline: {within: 1 day, else: [canceled], kept_by: channel}
      shipped: {native: [SHIPPED]}
      canceled: {native: [CANCELED]}
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from stallkeeper.durations import format_duration
from stallkeeper.problems import Problem, warning
from stallkeeper.spec.channel_spec import ChannelSpec, StatusSpec

CODE = "slow-poll"
NEEDS_WHOLE_FILE = True


def check(channel: ChannelSpec) -> Iterator[Problem]:
    for name, spec in channel.statuses.items():
        rhythm = _quickest(channel, spec)
        if spec.deadline is None or spec.deadline.within is None or rhythm is None or not spec.actions:
            continue
        if rhythm * 2 > spec.deadline.within:
            every, within = format_duration(rhythm), format_duration(spec.deadline.within)
            message = f'orders that are "{name}" are read every {every}, and have only {within} to be acted upon'
            left = max(spec.deadline.within - rhythm, timedelta(0))
            shown = f"seen {every} after it began, {format_duration(left)} before it ends"
            place = channel.place_of("statuses", name, "deadline", "within")
            yield warning(place, CODE, message, "read them more often", witness=shown)


def _quickest(channel: ChannelSpec, spec: StatusSpec) -> timedelta | None:
    """How often the quickest window runs that reads all words of the status."""
    reading = (each.every for each in channel.retrieval if not each.native or set(spec.native) <= set(each.native))
    return min(reading, default=None)
