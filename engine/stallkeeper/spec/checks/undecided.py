"""Whether this rule can hold was not decided: there are too many cases to try.

Rules are decided exactly by trying one case for each that the conditions tell apart, up to 20,000 of them. Beyond that
nothing is claimed; a contradiction in the rule would not be found.

Bad:

    actions:
      ship:
        results_in: shipped
        needs:
          - if:
              comment: [a, b, c, d, e, f, g, h]
              reason: [a, b, c, d, e, f, g, h]
              shipping_method: [a, b, c, d, e, f, g, h]
              refund_mode: [a, b, c, d, e, f, g, h]
              return_carrier: [a, b, c, d, e, f, g, h]
            then: [tracking_number]
        accepts: [comment, reason, shipping_method, refund_mode, return_carrier]

Good:

    actions:
      ship:
        results_in: shipped
        needs:
          - if:
              comment: [a, b, c, d, e, f, g, h]
              reason: [a, b, c, d, e, f, g, h]
              shipping_method: [a, b, c, d, e, f, g, h]
            then: [tracking_number]
        accepts: [comment, reason, shipping_method]
"""

from __future__ import annotations

from collections.abc import Iterator

from stallkeeper.problems import Problem
from stallkeeper.spec.channel_spec import ChannelSpec
from stallkeeper.spec.rules import rules_of
from stallkeeper.spec.solver import MOST_POINTS

CODE = "undecided"
NEEDS_WHOLE_FILE = True


def check(channel: ChannelSpec) -> Iterator[Problem]:
    for rule in rules_of(channel):
        if not rule.find(rule.conditions, rule.conditions).decided:
            message = f"{rule.what} depends on too many values to be decided"
            hint = "split it into rules with fewer conditions, or shorter lists"
            shown = f"more than {MOST_POINTS} cases"
            yield Problem(rule.place, CODE, message, hint, severity="information", witness=shown)
