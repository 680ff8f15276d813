"""After a part of an order was refunded there is no way to refund the rest.

The channel has both partial_refunded and refunded, and from the first nothing leads to the second, neither by an action
nor by itself: a second refund would always be unforeseen.

Bad:

    statuses:
      waiting_shipment: {native: [PENDING], actions: [ship], next: [shipped]}
      shipped: {native: [SHIPPED], next: [partial_refunded, refunded]}
      partial_refunded: {native: [PARTLY]}
      refunded: {native: [REFUNDED]}

Good:

    statuses:
      waiting_shipment: {native: [PENDING], actions: [ship], next: [shipped]}
      shipped: {native: [SHIPPED], next: [partial_refunded, refunded]}
      partial_refunded: {native: [PARTLY], next: [refunded]}
      refunded: {native: [REFUNDED]}
"""

from __future__ import annotations

from collections.abc import Iterator

from stallkeeper.problems import Problem, warning
from stallkeeper.spec.channel_spec import ChannelSpec
from stallkeeper.spec.ways import arrivals, onward, reached, way

CODE = "partial-refund-only"
NEEDS_WHOLE_FILE = True


def check(channel: ChannelSpec) -> Iterator[Problem]:
    part, whole = "partial_refunded", "refunded"
    if part in channel.statuses and whole in channel.statuses:
        moves = onward(channel)
        if whole not in reached(moves, [part]):
            message = f'from "{part}" nothing leads to "{whole}": what is left could never be given back'
            shown = way(moves, arrivals(channel), part.__eq__) or (part,)
            hint = "add `next: [refunded]`, or offer the refund there too"
            yield warning(channel.statuses[part].place, CODE, message, hint, witness=" > ".join(shown))
