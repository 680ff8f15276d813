"""What an action says of lines contradicts the fields it takes.

Where `lines` forbids a line, the action takes neither `line` nor `quantity`; where it is about whole lines, it takes no
`quantity`: that would name a part of one.

Bad:

    statuses:
      waiting_shipment: {native: [PENDING], actions: [ship], next: [shipped]}
      shipped: {native: [SHIPPED], actions: [refund]}
      refunded: {native: [REFUNDED]}
    actions:
      ship: {results_in: shipped}
      refund: {results_in: refunded, accepts: [line], lines: {given: forbidden}}

Good:

    statuses:
      waiting_shipment: {native: [PENDING], actions: [ship], next: [shipped]}
      shipped: {native: [SHIPPED], actions: [refund]}
      refunded: {native: [REFUNDED]}
    actions:
      ship: {results_in: shipped}
      refund: {results_in: refunded, needs: [refund_reason], lines: {given: optional}}
"""

from __future__ import annotations

from collections.abc import Iterator

from stallkeeper.problems import Problem
from stallkeeper.spec.channel_spec import ActionSpec, ChannelSpec

CODE = "contradictory-lines"
NEEDS_WHOLE_FILE = True


def check(channel: ChannelSpec) -> Iterator[Problem]:
    for action in channel.actions.values():
        for key, message, hint in _contradictions(action):
            yield Problem(channel.place_of("actions", action.name, "lines", key), CODE, message, hint)


def _contradictions(action: ActionSpec) -> Iterator[tuple[str, str, str]]:
    lines, takes, name = action.lines, action.takes(), f'"{action.name}"'
    if lines is None:
        return
    if lines.given == "forbidden" and lines.quantity == "part":
        yield "quantity", f"{name} is about a part of a line, and no line may be named", "write `given: optional`"
    if lines.given == "forbidden" and "line" in takes:
        yield "given", f'{name} takes the field "line", and its lines are forbidden', "write `given: optional`"
    elif lines.quantity == "whole" and "quantity" in takes:
        yield "quantity", f'{name} takes the field "quantity", and is about whole lines', "write `quantity: part`"
