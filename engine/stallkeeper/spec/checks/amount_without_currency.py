"""A rule compares an amount and does not say in which currency.

The channel has several sites, so that the same number is now euros and now zlotys. Name the currency in the same `if`,
or allow it where all sites have one.

Bad:

    sites: {es: Example Spain, pl: Example Poland}
    actions:
      ship:
        results_in: shipped
        needs:
          - if: {order.total: {above: 100}}
            then: [tracking_number]

Good:

    sites: {es: Example Spain, pl: Example Poland}
    actions:
      ship:
        results_in: shipped
        needs:
          - if: {order.total: {above: 100}, order.currency: EUR}
            then: [tracking_number]
"""

from __future__ import annotations

from collections.abc import Iterator

from stallkeeper.problems import Problem, warning
from stallkeeper.spec.channel_spec import ChannelSpec
from stallkeeper.spec.rules import rules_of
from stallkeeper.text.wording import quoted

CODE = "amount-without-currency"
NEEDS_WHOLE_FILE = True


_AMOUNTS = tuple(f"order.{name}" for name in ("total", "shipping", "commission", "refunded"))
_WHICH = {"order.currency", "order.site"}


def check(channel: ChannelSpec) -> Iterator[Problem]:
    if len(channel.sites) < 2:
        return
    for rule in rules_of(channel):
        names = {condition.name for condition in rule.conditions}
        for condition in rule.conditions:
            if condition.name in _AMOUNTS and condition.operator != "given" and not names & _WHICH:
                message = f"{rule.what} compares {quoted(condition.name)} in no currency, and there are several sites"
                hint = "add `order.currency` or `order.site` to the same `if`"
                shown = f"{condition.name} {condition.value} at {', '.join(list(channel.sites)[:2])}"
                yield warning(condition.place, CODE, message, hint, witness=shown)
