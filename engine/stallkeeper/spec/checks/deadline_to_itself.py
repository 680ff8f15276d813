"""A deadline leads to the status it is a deadline of.

When it has passed nothing would have changed, and it would pass again at once.

Bad:

    statuses:
      waiting_shipment:
        native: [PENDING]
        actions: [ship]
        deadline: {within: 5 days, else: [waiting_shipment], kept_by: channel}
      shipped: {native: [SHIPPED]}

Good:

    statuses:
      waiting_shipment:
        native: [PENDING]
        actions: [ship]
        deadline: {within: 5 days, else: [canceled], kept_by: channel}
      shipped: {native: [SHIPPED]}
      canceled: {native: [CANCELED]}
"""

from __future__ import annotations

from collections.abc import Iterator

from stallkeeper.problems import Problem
from stallkeeper.spec.channel_spec import ChannelSpec
from stallkeeper.spec.uses import item_place

CODE = "deadline-to-itself"


def check(channel: ChannelSpec) -> Iterator[Problem]:
    for name, spec in channel.statuses.items():
        for index, outcome in enumerate(spec.deadline.outcomes if spec.deadline is not None else ()):
            if outcome == name:
                message = f'the deadline of "{name}" ends in "{name}" itself'
                place = item_place(channel, ("statuses", name, "deadline", "else"), index)
                yield Problem(place, CODE, message, "write what becomes of the order", witness=f"{name} > {name}")
