"""A status offers an action that the file does not declare.

Every word in a status's `actions:` has to stand under `actions:` with what it needs and what it results in.

Bad:

    statuses:
      waiting_shipment: {native: [PENDING], actions: [ship, cancle], next: [shipped]}
      shipped: {native: [SHIPPED]}

Good:

    statuses:
      waiting_shipment: {native: [PENDING], actions: [ship], next: [shipped]}
      shipped: {native: [SHIPPED]}
"""

from __future__ import annotations

from collections.abc import Iterator

from stallkeeper.problems import Problem
from stallkeeper.spec.channel_spec import ChannelSpec
from stallkeeper.spec.uses import item_place
from stallkeeper.text.wording import did_you_mean

CODE = "undeclared-action"


def check(channel: ChannelSpec) -> Iterator[Problem]:
    for name, spec in channel.statuses.items():
        for index, action in enumerate(spec.actions):
            if action not in channel.actions:
                place = item_place(channel, ("statuses", name, "actions"), index)
                message = f'status "{name}" offers "{action}", an action this channel does not have'
                yield Problem(place, CODE, message, did_you_mean(action, channel.actions))
