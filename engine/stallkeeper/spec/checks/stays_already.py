"""An action may leave the order `unchanged`, and names beside it the one status in which it is offered.

That is the same said twice. Mostly one of the two was meant to be another status, or the action was meant to be offered
elsewhere too.

Bad:

    statuses:
      waiting_shipment: {native: [PENDING], actions: [ship], next: [shipped]}
      shipped: {native: [SHIPPED], actions: [refund], next: [refunded]}
      refunded: {native: [REFUNDED]}
    actions:
      ship: {results_in: shipped}
      refund: {results_in: [unchanged, shipped], needs: [refund_reason]}

Good:

    statuses:
      waiting_shipment: {native: [PENDING], actions: [ship], next: [shipped]}
      shipped: {native: [SHIPPED], actions: [refund], next: [refunded]}
      refunded: {native: [REFUNDED]}
    actions:
      ship: {results_in: shipped}
      refund: {results_in: [unchanged, refunded], needs: [refund_reason]}
"""

from __future__ import annotations

from collections.abc import Iterator

from stallkeeper.problems import Problem, warning
from stallkeeper.spec.channel_spec import ChannelSpec
from stallkeeper.spec.uses import item_place
from stallkeeper.spec.ways import offers

CODE = "stays-already"
NEEDS_WHOLE_FILE = True


def check(channel: ChannelSpec) -> Iterator[Problem]:
    for name, action in channel.actions.items():
        offered = offers(channel, name)
        for index, result in enumerate(action.results_in):
            if action.stays and offered == (result,):
                message = f'"{name}" is offered at "{result}" alone, and `unchanged` says already that it stays there'
                hint = f"take `{result}` away, or name the status that was meant"
                place = item_place(channel, ("actions", name, "results_in"), index)
                yield warning(place, CODE, message, hint, witness=f"{result} > {result}")
