"""Between two rules about the same amount there is a case that neither of them covers.

`above` and `below` both leave out the number itself: below 100 and above 100 say nothing of exactly 100. Such a gap is
seldom meant.

Bad:

    actions:
      ship:
        results_in: shipped
        needs:
          - if: {refund_price: {below: 100}}
            then: [comment]
          - if: {refund_price: {above: 100}}
            then: [reason]
        accepts: [refund_price]

Good:

    actions:
      ship:
        results_in: shipped
        needs:
          - if: {refund_price: {below: 100.01}}
            then: [comment]
          - if: {refund_price: {above: 100}}
            then: [reason]
        accepts: [refund_price]
"""

from __future__ import annotations

from collections.abc import Iterator

from stallkeeper.problems import Problem, warning
from stallkeeper.spec.channel_spec import ChannelSpec
from stallkeeper.spec.rules import Rule, needs_of, offer_of
from stallkeeper.spec.solver import holds
from stallkeeper.text.wording import quoted

CODE = "condition-gap"
NEEDS_WHOLE_FILE = True


def check(channel: ChannelSpec) -> Iterator[Problem]:
    for action in channel.actions.values():
        yield from _gaps(list(needs_of(channel, action)))
    for spec in channel.statuses.values():
        yield from _gaps([offer_of(channel, channel.actions[name]) for name in spec.actions if name in channel.actions])


def _gaps(rules: list[Rule]) -> Iterator[Problem]:
    """Numbers left out between rules that each read nothing but one and the same number."""
    by_name: dict[str, list[Rule]] = {}
    for rule in rules:
        if len(rule.conditions) == 1 and rule.domain(rule.conditions[0].name).kind in _NUMERIC:
            by_name.setdefault(rule.conditions[0].name, []).append(rule)
    for name, about in by_name.items():
        conditions = [rule.conditions[0] for rule in about]
        numbers = sorted(each for each in about[0].domain(name).points(conditions) if each is not None)
        covered = [any(holds(condition, number) for condition in conditions) for number in numbers]
        for at, number in enumerate(numbers):
            if not covered[at] and any(covered[:at]) and any(covered[at + 1 :]):
                message = f"of these rules none holds where {quoted(name)} is {number}, between two that do"
                hint = "move one of the limits, or allow it with the reason"
                yield warning(about[-1].place, CODE, message, hint, witness=f"{name} {number}")
                break


_NUMERIC = ("whole_number", "decimal")
