"""A condition with `not` also holds where the field is not given at all.

What is not given is not equal to anything, so `{carrier: {not: Other}}` holds for an action without a carrier too.
List the values that are meant, need the field, or allow it where that is right.

Bad:

    actions:
      ship:
        results_in: shipped
        needs:
          - if: {shipping_method: {not: pickup}}
            then: [tracking_number]
        accepts: [shipping_method]

Good:

    actions:
      ship:
        results_in: shipped
        needs:
          - if: {shipping_method: [parcel, letter]}
            then: [tracking_number]
        accepts: [shipping_method]
"""

from __future__ import annotations

from collections.abc import Iterator

from stallkeeper.problems import Problem, warning
from stallkeeper.spec.channel_spec import ChannelSpec
from stallkeeper.spec.rules import rules_of
from stallkeeper.text.wording import quoted

CODE = "absent-is-not"
NEEDS_WHOLE_FILE = True


def check(channel: ChannelSpec) -> Iterator[Problem]:
    for rule in rules_of(channel):
        for condition in rule.conditions:
            if condition.operator == "not" and "." not in condition.name and not rule.domain(condition.name).sure:
                message = f"{rule.what} also holds where {quoted(condition.name)} is not given"
                hint = "list the values that are meant, or need the field"
                yield warning(condition.place, CODE, message, hint, witness=f"{condition.name} not given")
