"""An action is listed at a status, and no order that has the status is ever offered it.

Every native word of the status is a gate, or the action's own `if` never holds there. A seller would look for the
action in vain.

Bad:

    statuses:
      waiting_shipment: {native: [PENDING], actions: [ship], next: [shipped]}
      shipped: {native: [SHIPPED]}
    gates:
      PENDING: The payment is still being validated.

Good:

    statuses:
      waiting_shipment: {native: [PENDING, PAID], actions: [ship], next: [shipped]}
      shipped: {native: [SHIPPED]}
    gates:
      PENDING: The payment is still being validated.
"""

from __future__ import annotations

from collections.abc import Iterator

from stallkeeper.problems import Problem, warning
from stallkeeper.spec.channel_spec import ChannelSpec
from stallkeeper.spec.domains import domain_of
from stallkeeper.spec.rules import is_told_elsewhere
from stallkeeper.spec.solver import find
from stallkeeper.spec.uses import item_place
from stallkeeper.spec.ways import offers, words_at, words_offering
from stallkeeper.words import Status

CODE = "never-offered"
NEEDS_WHOLE_FILE = True


def check(channel: ChannelSpec) -> Iterator[Problem]:
    for status, spec in channel.statuses.items():
        for index, name in enumerate(spec.actions):
            why = _why_never(channel, status, name)
            if why:
                message = f'"{name}" is listed at "{status}" and never offered there: {why}'
                place = item_place(channel, ("statuses", status, "actions"), index)
                shown = f"{status}: {', '.join(words_at(channel, status))}"
                hint = "take it away there, or correct the gate or the `if`"
                yield warning(place, CODE, message, hint, witness=shown)


def _why_never(channel: ChannelSpec, status: Status, name: str) -> str:
    action = channel.actions.get(name)
    if action is None or not words_at(channel, status):
        return ""
    words = words_offering(channel, name, status)
    if not words:
        return "each of its native words is a gate"
    if any(is_told_elsewhere(condition, channel, action) for condition in action.conditions):
        return ""
    if find(action.conditions, lambda each: domain_of(each, channel, action, words)).never:
        return "its `if` holds at none of these words" if len(offers(channel, name)) > 1 else ""
    return ""
