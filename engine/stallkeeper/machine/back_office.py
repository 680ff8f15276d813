"""An order and where it has been in; out comes whether the seller's own system takes it."""

from __future__ import annotations

from collections.abc import Collection

from stallkeeper.orders import Order
from stallkeeper.spec.channel_spec import ChannelSpec
from stallkeeper.words import STATUSES, Status

_ENDED_EARLY: frozenset[Status] = frozenset({"refused", "canceled", "pickup_canceled"})
"""Statuses an order may take without ever having been worth importing: they count as far along only by its history."""


def takes(spec: ChannelSpec, order: Order, reached: Collection[Status], *, opted_in: bool = False) -> bool:
    """Whether the order goes to the seller's back office, by the channel's import policy (none declared: it goes).

    `reached` holds the canonical statuses of the order's history. `opted_in` says that the seller wants the orders
    which the marketplace ships itself, where the policy leaves that to the seller.
    """
    policy = spec.back_office
    if policy is None:
        return True
    if order.report.fulfilled_by_channel and not _takes_fulfilled(policy.fulfilled_by_channel, opted_in):
        return False
    far_enough = STATUSES[policy.import_from].rank
    passed = {*reached, *((order.status,) if order.status else ())} - _ENDED_EARLY
    return any(STATUSES[status].rank >= far_enough for status in passed)


def _takes_fulfilled(policy: str, opted_in: bool) -> bool:
    return policy == "always" or (policy == "opt_in" and opted_in)
