"""An order may wait here for ever, and nobody would notice.

The order is not done, the seller can do nothing, and no deadline says how long it should take. An order whose payment
or refund got stuck then lies there unseen. Where the source names no time, `within: unknown` says so; where there is
no limit, allow it with the reason.

Bad:

    starts_at: accepted
    statuses:
      accepted: {native: [WAITING_PAYMENT], next: [waiting_shipment]}
      waiting_shipment: {native: [PENDING], actions: [ship], next: [shipped]}
      shipped: {native: [SHIPPED]}

Good:

    starts_at: accepted
    statuses:
      accepted:
        native: [WAITING_PAYMENT]
        next: [waiting_shipment]
        deadline: {within: 5 days, else: [canceled], kept_by: channel}
      waiting_shipment: {native: [PENDING], actions: [ship], next: [shipped]}
      shipped: {native: [SHIPPED]}
      canceled: {native: [CANCELED]}
"""

from __future__ import annotations

from collections.abc import Iterator

from stallkeeper.problems import Problem, warning
from stallkeeper.spec.channel_spec import ChannelSpec
from stallkeeper.spec.ways import arrivals, onward, reached, way
from stallkeeper.words import FIRST_SEEN, MAY_END

CODE = "unbounded-wait"
NEEDS_WHOLE_FILE = True


def check(channel: ChannelSpec) -> Iterator[Problem]:
    moves = onward(channel)
    for name, spec in channel.statuses.items():
        waits = name not in MAY_END and name != FIRST_SEEN and not spec.actions and spec.deadline is None
        ends = any(status in MAY_END for status in reached(moves, [name]))  # else that is the mistake
        if waits and ends and spec.advances_to is None:
            message = f'an order may be "{name}" for ever: the seller can do nothing, and no deadline is set'
            hint = "add a `deadline` (`within: unknown` where no time is named), or allow it with the reason"
            shown = way(moves, arrivals(channel), name.__eq__) or (name,)
            yield warning(spec.place, CODE, message, hint, witness=" > ".join(shown))
