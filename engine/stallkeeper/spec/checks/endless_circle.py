"""Orders go round in a circle here, and never come to an end.

From this status one comes on to others, but to none where an order may be done (shipped, closed, refused, canceled,
refunded, partial_refunded, pickup_completed, pickup_canceled). A way out was forgotten.

Bad:

    statuses:
      waiting_shipment: {native: [PENDING], actions: [ship], next: [shipped, refunding]}
      shipped: {native: [SHIPPED]}
      refunding: {native: [REFUNDING], next: [to_refund]}
      to_refund: {native: [OWED], next: [refunding]}

Good:

    statuses:
      waiting_shipment: {native: [PENDING], actions: [ship], next: [shipped, refunding]}
      shipped: {native: [SHIPPED]}
      refunding:
        native: [REFUNDING]
        next: [refunded]
        deadline: {within: unknown, else: [refunded], kept_by: channel}
      refunded: {native: [REFUNDED]}
"""

from __future__ import annotations

from collections.abc import Iterator

from stallkeeper.problems import Problem
from stallkeeper.spec.channel_spec import ChannelSpec
from stallkeeper.spec.ways import Moves, Way, onward, reached, way
from stallkeeper.words import MAY_END, Status

CODE = "endless-circle"
NEEDS_WHOLE_FILE = True
MAY_BE_ALLOWED = True


def check(channel: ChannelSpec) -> Iterator[Problem]:
    moves = onward(channel)
    told: set[Status] = set()
    for name, spec in channel.statuses.items():
        beyond = reached(moves, [name])
        if moves[name] and name not in told and not any(status in MAY_END or not moves[status] for status in beyond):
            told |= beyond
            message = f'from "{name}" an order never comes to an end'
            circle = " > ".join((*_circle(moves, name), name))
            yield Problem(spec.place, CODE, message, "add to a `next` the status that ends it", witness=circle)


def _circle(moves: Moves, start: Status) -> Way:
    """The way from a status round to it, or as far as it goes where it leads into a circle further on."""
    return way(moves, [start], lambda status: start in tuple(moves.get(status, ()))) or (start,)
