"""A rule about lines can never decide, because one before it always does.

The first rule that holds wins. A rule for *all* lines that comes after one for *any* line of the same status never
gets its turn, and neither does a rule that is written twice.

Bad:

    statuses:
      waiting_shipment: {native: [PENDING], actions: [ship], next: [shipped]}
      shipped: {native: [SHIPPED], next: [partial_refunded]}
      partial_refunded: {native: [PARTLY], next: [refunded]}
      refunded: {native: [REFUNDED]}
    lines:
      statuses: {refunded: [RETURNED]}
      decide:
        - {any: refunded, then: partial_refunded}
        - {all: refunded, then: refunded}

Good:

    statuses:
      waiting_shipment: {native: [PENDING], actions: [ship], next: [shipped]}
      shipped: {native: [SHIPPED], next: [partial_refunded]}
      partial_refunded: {native: [PARTLY], next: [refunded]}
      refunded: {native: [REFUNDED]}
    lines:
      statuses: {refunded: [RETURNED]}
      decide:
        - {all: refunded, then: refunded}
        - {any: refunded, then: partial_refunded}
"""

from __future__ import annotations

from collections.abc import Iterator

from stallkeeper.problems import Problem
from stallkeeper.spec.channel_spec import ChannelSpec, LineDecision

CODE = "shadowed-line-rule"
MAY_BE_ALLOWED = True
NEEDS_WHOLE_FILE = True


def check(channel: ChannelSpec) -> Iterator[Problem]:
    rules = channel.lines.decide
    for index, rule in enumerate(rules):
        earlier = next((other for other in rules[:index] if _shadows(other, rule)), None)
        if earlier is not None:
            message = f"this rule never decides: the one on line {earlier.place.line} always comes first"
            yield Problem(rule.place, CODE, message, "put the narrower rule first")


def _shadows(earlier: LineDecision, later: LineDecision) -> bool:
    """Whether `earlier` holds whenever `later` does: no more conditions, and `all` of the lines imply `any` of them."""
    fewer = {(each.name, each.operator, each.value) for each in earlier.conditions}
    more = {(each.name, each.operator, each.value) for each in later.conditions}
    same = earlier.quantifier == later.quantifier or earlier.quantifier == "any"
    return earlier.line_status == later.line_status and same and fewer <= more
