"""A deadline never runs: something else always happens before.

The hub moves the order on at once (`advances`), or the deadline counts from a partial cancellation and holds only for
orders without one. Nobody would ever see it pass.

Bad:

    statuses:
      waiting_shipment:
        native: [PENDING]
        actions: [ship]
        next: [shipped]
        deadline:
          if: {order.partially_canceled: false}
          within: 3 weeks
          since: partial_cancel
          else: [canceled]
          kept_by: channel
      shipped: {native: [SHIPPED]}
      canceled: {native: [CANCELED]}

Good:

    statuses:
      waiting_shipment:
        native: [PENDING]
        actions: [ship]
        next: [shipped]
        deadline:
          if: {order.partially_canceled: true}
          within: 3 weeks
          since: partial_cancel
          else: [canceled]
          kept_by: channel
      shipped: {native: [SHIPPED]}
      canceled: {native: [CANCELED]}
"""

from __future__ import annotations

from collections.abc import Iterator

from stallkeeper.problems import Place, Problem, warning
from stallkeeper.spec.channel_spec import ChannelSpec, StatusSpec
from stallkeeper.spec.conditions import Condition
from stallkeeper.spec.domains import domain_of
from stallkeeper.spec.solver import find, told

CODE = "preempted-deadline"
NEEDS_WHOLE_FILE = True


_CANCELED = Condition("order.partially_canceled", "is", True, Place(""))


def check(channel: ChannelSpec) -> Iterator[Problem]:
    for name, spec in channel.statuses.items():
        why = _why_never(spec, channel)
        if why:
            message = f'the deadline of "{name}" never passes: {why}'
            place = channel.place_of("statuses", name, "deadline")
            shown = f"{name} > {spec.advances_to}" if spec.advances_to else told({_CANCELED.name: True})
            yield warning(place, CODE, message, "remove it, or correct its `if` or `since`", witness=shown)


def _why_never(spec: StatusSpec, channel: ChannelSpec) -> str:
    if spec.deadline is None:
        return ""
    if spec.advances_to is not None:
        return f'the hub moves the order on to "{spec.advances_to}" at once'
    asked = (*spec.deadline.conditions, _CANCELED)
    counts = spec.deadline.since == "partial_cancel"
    if counts and find(asked, lambda name: domain_of(name, channel, None, None)).never:
        return "it counts from a partial cancellation, and holds only without one"
    return ""
