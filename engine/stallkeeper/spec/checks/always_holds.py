"""A rule always holds where it is asked, so that its `if` says nothing.

The list names every value there is, the field is always needed and asked whether it is given, or the limits of the
field lie within those of the condition. Either the rule is a plain one, or it was meant to be narrower.

Bad:

    fields:
      refund_mode: {type: text, values: [Claim, Retraction]}
    actions:
      ship:
        results_in: shipped
        needs:
          - refund_mode
          - if: {refund_mode: [Claim, Retraction]}
            then: [comment]

Good:

    fields:
      refund_mode: {type: text, values: [Claim, Retraction]}
    actions:
      ship:
        results_in: shipped
        needs:
          - refund_mode
          - if: {refund_mode: Claim}
            then: [comment]
"""

from __future__ import annotations

from collections.abc import Iterator

from stallkeeper.problems import Problem, warning
from stallkeeper.spec.channel_spec import ChannelSpec
from stallkeeper.spec.rules import is_told_elsewhere, rules_of

CODE = "always-holds"
NEEDS_WHOLE_FILE = True


def check(channel: ChannelSpec) -> Iterator[Problem]:
    for rule in rules_of(channel):
        if any(is_told_elsewhere(condition, channel, rule.action) for condition in rule.conditions):
            continue
        if rule.find((), rule.conditions).never and not rule.find(rule.conditions).never:
            message = f"{rule.what} always holds, so its `if` says nothing"
            told = (f"{each.name} is {rule.domain(each.name).told()}" for each in rule.conditions)
            hint = "write it without `if`, or make the condition narrower"
            yield warning(rule.place, CODE, message, hint, witness="; ".join(told))
