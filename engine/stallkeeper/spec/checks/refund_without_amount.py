"""A refund can be asked for without saying how much, of what, or why.

A refund action that takes neither an amount nor a reason nor a line gives everything back, or nothing that anybody can
check. Where the marketplace really refunds the whole order without a word, allow it with the reason.

Bad:

    statuses:
      waiting_shipment: {native: [PENDING], actions: [ship], next: [shipped]}
      shipped: {native: [SHIPPED], actions: [refund]}
      refunded: {native: [REFUNDED]}
    actions:
      ship: {results_in: shipped}
      refund: {results_in: refunded, accepts: [comment]}

Good:

    statuses:
      waiting_shipment: {native: [PENDING], actions: [ship], next: [shipped]}
      shipped: {native: [SHIPPED], actions: [refund]}
      refunded: {native: [REFUNDED]}
    actions:
      ship: {results_in: shipped}
      refund: {results_in: refunded, needs: [refund_reason]}
"""

from __future__ import annotations

from collections.abc import Iterator

from stallkeeper.problems import Problem, warning
from stallkeeper.spec.channel_spec import ChannelSpec
from stallkeeper.text.wording import listed

CODE = "refund-without-amount"
NEEDS_WHOLE_FILE = True


_REFUNDS = frozenset({"refunding", "refunded", "partial_refunded"})


def check(channel: ChannelSpec) -> Iterator[Problem]:
    for name, action in channel.actions.items():
        if _REFUNDS & set(action.results_in[:1]) and not any(_says(field, channel) for field in action.takes()):
            takes = listed(action.takes()) or "nothing"
            message = f'"{name}" gives money back, and takes neither an amount nor a reason nor a line'
            hint = "add what the marketplace asks for, such as `refund_reason` or `refund_price`"
            yield warning(action.place, CODE, message, hint, witness=f"{name} with {takes}")


def _says(field: str, channel: ChannelSpec) -> bool:
    """Whether a field says how much, of what, or why."""
    spec = channel.fields.get(field)
    return "reason" in field or field in ("line", "quantity") or (spec is not None and spec.type == "decimal")
