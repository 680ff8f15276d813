"""A rule never holds: its conditions contradict each other, or what is true wherever it is asked.

A need is only asked where its action is offered and the action's own `if` holds; a number lies within the limits of
its field; `native.status` is one of the words of the status. A rule beyond all that is dead, and mostly meant
something else.

Bad:

    statuses:
      waiting_shipment: {native: [PENDING], actions: [ship], next: [shipped]}
      shipped: {native: [SHIPPED]}
    actions:
      ship:
        results_in: shipped
        needs:
          - if: {native.status: SHIPPED}
            then: [tracking_number]

Good:

    statuses:
      waiting_shipment: {native: [PENDING, PACKED], actions: [ship], next: [shipped]}
      shipped: {native: [SHIPPED]}
    actions:
      ship:
        results_in: shipped
        needs:
          - if: {native.status: PACKED}
            then: [tracking_number]
"""

from __future__ import annotations

from collections.abc import Iterator

from stallkeeper.problems import Problem
from stallkeeper.spec.channel_spec import ChannelSpec
from stallkeeper.spec.rules import is_told_elsewhere, rules_of

CODE = "never-holds"
NEEDS_WHOLE_FILE = True
MAY_BE_ALLOWED = True


def check(channel: ChannelSpec) -> Iterator[Problem]:
    for rule in rules_of(channel):
        asked = (*rule.given, *rule.conditions)
        if any(is_told_elsewhere(condition, channel, rule.action) for condition in asked):
            continue
        if rule.find(rule.conditions).never:
            message = f"{rule.what} never holds: no order fits its conditions where it is asked"
            shown = "; ".join(dict.fromkeys(f"{each.name} is {rule.domain(each.name).told()}" for each in asked))
            yield Problem(rule.place, CODE, message, "correct or remove the rule", witness=shown)
