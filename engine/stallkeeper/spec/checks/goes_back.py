"""An order goes back to a status that it has left behind.

The marketplace may move the order from here to a status that lies earlier in its life, such as from shipped to
waiting for shipment. Mostly the two were confused; where it does happen, allow it with the reason, so that a reader
knows that it was meant.

Bad:

    statuses:
      waiting_shipment: {native: [PENDING], actions: [ship], next: [shipped]}
      shipped: {native: [SHIPPED], next: [waiting_shipment]}

Good:

    statuses:
      waiting_shipment: {native: [PENDING], actions: [ship], next: [shipped]}
      shipped: {native: [SHIPPED], next: [closed]}
      closed: {native: [CLOSED]}
"""

from __future__ import annotations

from collections.abc import Iterator

from stallkeeper.problems import Problem, warning
from stallkeeper.spec.channel_spec import ChannelSpec
from stallkeeper.spec.uses import item_place

CODE = "goes-back"
NEEDS_WHOLE_FILE = True


_FORWARD = ("new", "waiting_acceptance", "accepted", "waiting_shipment", "shipped", "closed")
_PICKUP = ("new", "pickup_to_prepare", "to_pickup", "pickup_completed")


def check(channel: ChannelSpec) -> Iterator[Problem]:
    for name, spec in channel.statuses.items():
        for index, after in enumerate(spec.next):
            if any(name in life and after in life[: life.index(name)] for life in (_FORWARD, _PICKUP)):
                message = f'an order goes back from "{name}" to "{after}"'
                hint = "take it away, or allow it with the reason"
                place = item_place(channel, ("statuses", name, "next"), index)
                yield warning(place, CODE, message, hint, witness=f"{after} > {name} > {after}")
