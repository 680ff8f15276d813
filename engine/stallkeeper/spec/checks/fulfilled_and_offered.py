"""An order that the marketplace ships itself may come to a status that offers to ship it.

The parcel leaves the marketplace's own warehouse; a seller who confirms a shipment would send the goods a second time,
or be refused. Either such orders never come there, or the action holds only for the others.

Bad:

    statuses:
      waiting_shipment: {native: [PENDING], actions: [ship], next: [shipped]}
      shipped: {native: [SHIPPED]}
    fulfilled_by_channel: {flag: fulfilled, arrives_as: waiting_shipment}

Good:

    statuses:
      waiting_shipment: {native: [PENDING], actions: [ship], next: [shipped]}
      shipped: {native: [SHIPPED]}
    fulfilled_by_channel: {flag: fulfilled, arrives_as: shipped}
"""

from __future__ import annotations

from collections.abc import Iterator

from stallkeeper.problems import Place, Problem, warning
from stallkeeper.spec.channel_spec import ChannelSpec
from stallkeeper.spec.conditions import Condition
from stallkeeper.spec.domains import domain_of
from stallkeeper.spec.solver import find
from stallkeeper.spec.ways import onward, way

CODE = "fulfilled-and-offered"
NEEDS_WHOLE_FILE = True


_ITS_OWN = Condition("order.fulfilled_by_channel", "is", True, Place(""))


def check(channel: ChannelSpec) -> Iterator[Problem]:
    if channel.fulfilled_by_channel is None:
        return
    moves = onward(channel)
    arrival = channel.fulfilled_by_channel.arrives_as
    for status in channel.statuses:
        shown = way(moves, [arrival], status.__eq__)
        for name in channel.statuses[status].actions if shown else ():
            if shown and name in channel.actions and _ships(channel, name):
                message = f'an order that the marketplace ships itself may be "{status}", where "{name}" is offered'
                hint = "give the action `if: {order.fulfilled_by_channel: {not: true}}`"
                place = channel.place_of("statuses", status, "actions")
                yield warning(place, CODE, message, hint, witness=" > ".join(shown))


def _ships(channel: ChannelSpec, name: str) -> bool:
    """Whether the action sends the goods, and is offered for an order that the marketplace ships."""
    action = channel.actions[name]
    sends = bool({"shipped", "to_pickup"} & set(action.results_in[:1]))
    asked = (*action.conditions, _ITS_OWN)
    return sends and not find(asked, lambda each: domain_of(each, channel, action, None)).never
