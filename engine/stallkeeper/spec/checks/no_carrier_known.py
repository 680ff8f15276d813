"""No carrier can ever be given: the list is fixed or closed, and there is no list.

A fixed list stands in carriers.yaml beside channel.yaml, and a closed one refuses whatever is not on it. Without that
file no order could be shipped, or only with the one code that stands for all others.

Bad:

    carriers: {list: fixed}

Good:

    carriers: {list: given_by_channel}
"""

from __future__ import annotations

from collections.abc import Iterator

from stallkeeper.problems import Problem
from stallkeeper.spec.channel_spec import CarrierRules, ChannelSpec
from stallkeeper.text.wording import listed

CODE = "no-carrier-known"
NEEDS_WHOLE_FILE = True


def check(channel: ChannelSpec) -> Iterator[Problem]:
    rules = channel.carriers
    if rules is not None and not rules.known and (rules.closed or rules.fixed):
        place = channel.place_of("carriers", "closed" if rules.closed else "list")
        why = "the list is closed and holds none" if rules.closed else "the list is fixed and holds none"
        yield Problem(place, CODE, f"{_none(rules)} can ever be given: {why}", "list the carriers in carriers.yaml")


def _none(rules: CarrierRules) -> str:
    ways = [f"`{code}`" for code in (rules.fallback, rules.custom) if code is not None]
    return f"no carrier but {listed(ways)}" if ways else "no carrier"
