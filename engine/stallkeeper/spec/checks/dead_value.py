"""One of the values in a condition's list can never be met where the rule is asked.

The rule holds for the others, so nobody notices: such as a native word at which the action is not offered at all.

Bad:

    statuses:
      waiting_shipment: {native: [PENDING, PACKED], actions: [ship], next: [shipped]}
      shipped: {native: [SHIPPED]}
    actions:
      ship:
        results_in: shipped
        needs:
          - if: {native.status: [PACKED, SHIPPED]}
            then: [tracking_number]

Good:

    statuses:
      waiting_shipment: {native: [PENDING, PACKED], actions: [ship], next: [shipped]}
      shipped: {native: [SHIPPED]}
    actions:
      ship:
        results_in: shipped
        needs:
          - if: {native.status: [PACKED]}
            then: [tracking_number]
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from stallkeeper.problems import Problem, warning
from stallkeeper.spec.channel_spec import ChannelSpec
from stallkeeper.spec.conditions import Condition
from stallkeeper.spec.rules import Rule, is_told_elsewhere, rules_of
from stallkeeper.text.wording import quoted

CODE = "dead-value"
NEEDS_WHOLE_FILE = True


def check(channel: ChannelSpec) -> Iterator[Problem]:
    for rule in rules_of(channel):
        for condition in rule.conditions:
            if condition.operator == "one_of" and not is_told_elsewhere(condition, channel, rule.action):
                yield from _dead_in(condition, rule)


def _dead_in(condition: Condition, rule: Rule) -> Iterator[Problem]:
    others = tuple(each for each in rule.conditions if each is not condition)
    if rule.find(rule.conditions).case is None:
        return  # never holds at all
    for value in condition.value:
        if rule.find((*others, replace(condition, operator="is", value=value))).never:
            message = f"{rule.what} asks for {quoted(value)}, which {quoted(condition.name)} never is there"
            shown = f"{condition.name} is {rule.domain(condition.name).told()}"
            yield warning(condition.place, CODE, message, "take it out of the list", witness=shown)
