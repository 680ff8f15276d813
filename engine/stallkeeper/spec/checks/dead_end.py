"""An order comes to this status and can never leave it, though it is not done.

At every status but those where an order may end (shipped, closed, refused, canceled, refunded, partial_refunded,
pickup_completed, pickup_canceled) somebody still has to do something. Without an action, a `next` or a deadline it
would lie there for good. Mostly the `next` was forgotten.

Bad:

    statuses:
      waiting_shipment: {native: [PENDING], actions: [ship], next: [shipped, refunding]}
      shipped: {native: [SHIPPED]}
      refunding: {native: [REFUNDING]}

Good:

    statuses:
      waiting_shipment: {native: [PENDING], actions: [ship], next: [shipped, canceled]}
      shipped: {native: [SHIPPED]}
      canceled: {native: [CANCELED]}
"""

from __future__ import annotations

from collections.abc import Iterator

from stallkeeper.problems import Problem
from stallkeeper.spec.channel_spec import ChannelSpec
from stallkeeper.spec.ways import arrivals, onward, way
from stallkeeper.words import MAY_END

CODE = "dead-end"
NEEDS_WHOLE_FILE = True
MAY_BE_ALLOWED = True


def check(channel: ChannelSpec) -> Iterator[Problem]:
    moves = onward(channel)
    for name, spec in channel.statuses.items():
        if name not in MAY_END and not moves[name]:
            message = f'nothing leads on from "{name}", and no order is done there'
            shown = way(moves, arrivals(channel), name.__eq__) or (name,)
            yield Problem(spec.place, CODE, message, "add `next`, an action or a `deadline`", witness=" > ".join(shown))
