"""An action leads nowhere but to the status in which it is offered.

Whether it worked could not be told from what is reported: the order looks the same before and after, so that the
action counts as confirmed at once, or a doubt is never settled.

Bad:

    statuses:
      waiting_shipment: {native: [PENDING], actions: [ship], next: [shipped]}
      shipped: {native: [SHIPPED], actions: [correct]}
    actions:
      ship: {results_in: shipped}
      correct: {results_in: shipped, needs: [tracking_number]}

Good:

    statuses:
      waiting_shipment: {native: [PENDING], actions: [ship], next: [shipped]}
      shipped: {native: [SHIPPED]}
    actions:
      ship: {results_in: shipped}
"""

from __future__ import annotations

from collections.abc import Iterator

from stallkeeper.problems import Problem, warning
from stallkeeper.spec.channel_spec import ChannelSpec
from stallkeeper.spec.uses import item_place

CODE = "unchanged-by-action"
NEEDS_WHOLE_FILE = True


def check(channel: ChannelSpec) -> Iterator[Problem]:
    for status, spec in channel.statuses.items():
        for index, name in enumerate(spec.actions):
            action = channel.actions.get(name)
            if action is not None and set(action.results_in) == {status}:
                message = f'"{name}" leaves an order "{status}", so nothing reported tells whether it was done'
                place = item_place(channel, ("statuses", status, "actions"), index)
                hint = "name in `results_in` what changes, or write `unchanged` where nothing does"
                yield warning(place, CODE, message, hint, witness=f"{status} > {status}")
