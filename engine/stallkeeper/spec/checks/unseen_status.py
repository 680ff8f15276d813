"""Nothing ever tells that an order has this status.

A status is seen by a native word of its own, or because the lines decide for it, or because we set it ourselves when a
deadline that we keep has passed or the hub advances it. Without any of these an action that results in it would never
be confirmed, and a move to it never noticed.

Bad:

    statuses:
      waiting_shipment: {native: [PENDING], actions: [ship], next: [shipped]}
      shipped: {native: [SHIPPED], next: [refunded]}
      refunded: {}

Good:

    statuses:
      waiting_shipment: {native: [PENDING], actions: [ship], next: [shipped]}
      shipped: {native: [SHIPPED], next: [refunded]}
      refunded: {native: [REFUNDED]}
"""

from __future__ import annotations

from collections.abc import Iterator

from stallkeeper.problems import Problem
from stallkeeper.spec.channel_spec import ChannelSpec

CODE = "unseen-status"
MAY_BE_ALLOWED = True
NEEDS_WHOLE_FILE = True


def check(channel: ChannelSpec) -> Iterator[Problem]:
    seen = {rule.status for rule in channel.lines.decide}
    for spec in channel.statuses.values():
        seen |= {spec.advances_to or ""}
        seen |= set(spec.deadline.outcomes) if spec.deadline and spec.deadline.kept_by == "us" else set()
    for name, spec in channel.statuses.items():
        if not spec.native and name not in seen:
            message = f'nothing tells that an order is "{name}": the status has no native word'
            yield Problem(spec.place, CODE, message, "add the marketplace's word as `native`")
