"""The channel tells orders that the marketplace ships itself, and the binding never says which they are.

Nothing fills `fulfilled_by_channel`, nor raises the flag, so that each such order looks like one of the seller's.

Bad:

    fulfilled_by_channel: {flag: fulfilled, arrives_as: shipped}
    # binding.yaml
    order: {id: id, native_status: status}

Good:

    fulfilled_by_channel: {flag: fulfilled, arrives_as: shipped}
    # binding.yaml
    order: {id: id, native_status: status, fulfilled_by_channel: warehouse.is_ours}
"""

from __future__ import annotations

from collections.abc import Iterator

from stallkeeper.problems import Problem, warning
from stallkeeper.spec.bound import Bound
from stallkeeper.text.wording import quoted

CODE = "unraised-flag"


def check_bound(bound: Bound) -> Iterator[Problem]:
    rules, order = bound.channel.fulfilled_by_channel, bound.binding.order
    if rules is None:
        return
    filled = {field.target for field in (*order.fields, *order.flags)}
    if not filled & {"fulfilled_by_channel", rules.flag}:
        message = f"nothing raises the flag {quoted(rules.flag)}: no order ever counts as shipped by the marketplace"
        hint = "map `fulfilled_by_channel` under `order:` of binding.yaml"
        place = bound.channel.place_of("fulfilled_by_channel", "flag")
        yield warning(place, CODE, message, hint, witness=f"an order without {rules.flag}")
