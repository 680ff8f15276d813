"""No order can ever come to this status.

From the statuses in `starts_at`, and the one in which fulfilled orders arrive, an order moves on by `next`, by the
results of actions that are offered, by deadlines, by `advances` and by what its lines decide. No such way leads here.

Bad:

    statuses:
      waiting_shipment: {native: [PENDING], actions: [ship], next: [shipped]}
      shipped: {native: [SHIPPED]}
      refunded: {native: [REFUNDED]}

Good:

    statuses:
      waiting_shipment: {native: [PENDING], actions: [ship], next: [shipped]}
      shipped: {native: [SHIPPED], next: [refunded]}
      refunded: {native: [REFUNDED]}
"""

from __future__ import annotations

from collections.abc import Iterator

from stallkeeper.problems import Problem
from stallkeeper.spec.channel_spec import ChannelSpec, LineDecision, StatusSpec
from stallkeeper.words import Status

CODE = "unreachable-status"
MAY_BE_ALLOWED = True
NEEDS_WHOLE_FILE = True


def check(channel: ChannelSpec) -> Iterator[Problem]:
    reached = _reached(channel)
    for name, spec in channel.statuses.items():
        if name not in reached:
            message = f'no order can come to the status "{name}"'
            yield Problem(spec.place, CODE, message, f"add `{name}` to the `next` of the status before it")


def _reached(channel: ChannelSpec) -> set[Status]:
    waiting = list(channel.starts_at)
    if channel.fulfilled_by_channel is not None:
        waiting.append(channel.fulfilled_by_channel.arrives_as)
    reached: set[Status] = set()
    while waiting:
        status = waiting.pop()
        if status not in reached and status in channel.statuses:
            reached.add(status)
            waiting += _onward(channel.statuses[status], channel)
    return reached


def _onward(spec: StatusSpec, channel: ChannelSpec) -> Iterator[Status]:
    yield from spec.next
    for action in spec.actions:
        yield from channel.actions[action].statuses if action in channel.actions else ()
    yield from spec.deadline.outcomes if spec.deadline else ()
    if spec.advances_to:
        yield spec.advances_to
    yield from (rule.status for rule in channel.lines.decide if _may_decide(rule, spec))


def _may_decide(rule: LineDecision, spec: StatusSpec) -> bool:
    """Whether a rule about lines can hold for an order whose native word is one of this status's."""
    for condition in rule.conditions:
        if condition.name == "native.status" and condition.operator in ("is", "one_of"):
            asked = condition.value if isinstance(condition.value, tuple) else (condition.value,)
            return bool(set(asked) & set(spec.native))
    return True
