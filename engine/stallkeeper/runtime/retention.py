"""An order, its account's policy and the time in; whether its buyer's data is to go, to be hidden or to wait, out.

The time counts from the policy's anchor, and from the last reported change where that never comes. What is under way
holds it back; the cap holds whatever is under way.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Literal

from stallkeeper.accounts.retention import RetentionKeys
from stallkeeper.durations import format_duration
from stallkeeper.orders import Anchor, LegalHold, Order, RetentionPolicy, Submission
from stallkeeper.spec.channel_spec import ChannelSpec
from stallkeeper.words import MAY_END

What = Literal["erase", "restrict", "hold_back", "payload", "documents"]

_REFUNDS = frozenset({"to_refund", "refunding"})
_DELIVERED = ("pickup_completed",)
_WORDS: Mapping[Anchor, str] = {
    "ordered": "the order",
    "shipped": "shipping",
    "delivered": "delivery",
    "closed": "closing",
    "last_final": "the last final status",
    "reported": "the last reported change",
}


@dataclass(frozen=True, slots=True)
class Verdict:
    """What is to be done, under which rule; `because` says what holds it back, or what the cap has overruled."""

    what: What
    rule: str
    because: str | None = None


def policy_of(keys: RetentionKeys, account: str, channel: str, spec: ChannelSpec | None) -> RetentionPolicy:
    """What the file says, over what the channel says, over half a year. A channel's cap is never lengthened."""
    given: dict[str, Any] = keys.of(account, channel)
    hold = given.pop("legal_hold", None)
    if hold is not None:
        orders = hold.get("orders")
        given["legal_hold"] = LegalHold(hold["because"], None if orders is None else frozenset(map(str, orders)))
    if spec is not None and spec.retention is not None:
        given.setdefault("erase_after", spec.retention)
    policy = RetentionPolicy(**given)
    cap = spec.retention_max if spec is not None else None
    if cap is None or (policy.at_most is not None and policy.at_most <= cap):
        return policy
    return replace(policy, at_most=cap)


def verdict(
    order: Order,
    policy: RetentionPolicy,
    now: datetime,
    *,
    reached: Mapping[str, datetime],
    pending: Submission | None,
    gone: Collection[What] = (),
) -> Verdict | None:
    """What is to be done with the order's buyer now; None: nothing. `reached`: when each status was first reached.

    `gone` are the parts that went before the rest already.
    """
    hold = policy.legal_hold if policy.legal_hold and policy.legal_hold.holds(order.id) else None
    if order.erased is not None and order.erased.restricted and hold is None:
        return Verdict("erase", order.erased.rule)
    anchor, since = _anchored(order, policy.anchor, reached)
    cap = policy.at_most
    capped = cap is not None and now >= _ordered(order) + cap
    if not capped and now < since + policy.erase_after:
        return _parts(policy, anchor, since, now, gone)
    hindrance = under_way(order, pending)
    rule = f"{format_duration(policy.erase_after)} after {_WORDS[anchor]}"
    if capped and cap is not None and (hindrance is not None or now < since + policy.erase_after):
        rule = f"{format_duration(cap)} after the order at most"
    if hold is not None:
        return None if order.erased is not None else Verdict("restrict", rule, hold.because)
    if hindrance is not None and not capped:
        return Verdict("hold_back", rule, hindrance)
    return Verdict("erase", rule, hindrance or (None if order.status in MAY_END or not capped else "it is still open"))


def _parts(
    policy: RetentionPolicy, anchor: Anchor, since: datetime, now: datetime, gone: Collection[What]
) -> Verdict | None:
    """What may have to go before the rest: the documents first, and once they are gone the marketplace's own record."""
    if policy.documents is not None and "documents" not in gone and now >= since + policy.documents:
        return Verdict("documents", f"documents: {format_duration(policy.documents)} after {_WORDS[anchor]}")
    if policy.raw is not None and "payload" not in gone and now >= since + policy.raw:
        return Verdict("payload", f"raw: {format_duration(policy.raw)} after {_WORDS[anchor]}")
    return None


def under_way(order: Order, pending: Submission | None) -> str | None:
    """What the buyer's data is still needed for."""
    if pending is not None:
        return f"its {pending.action} is {pending.state}"
    if order.report.has_claim:
        return "a claim is open"
    return "a refund is under way" if order.status in _REFUNDS else None


def _anchored(order: Order, anchor: Anchor, reached: Mapping[str, datetime]) -> tuple[Anchor, datetime]:
    """From when the time counts, and by which anchor: another one where the policy's has not come."""
    at = _anchor(order, anchor, reached)
    return ("reported", _reported(order)) if at is None else (anchor, at)


def _anchor(order: Order, anchor: Anchor, reached: Mapping[str, datetime]) -> datetime | None:
    if anchor == "ordered":
        return _ordered(order)
    if anchor == "shipped":
        sent = [each.shipped_at for each in order.report.parcels if each.shipped_at is not None]
        return min(sent) if sent else reached.get("shipped")
    if anchor == "delivered":
        told = order.report.extras.get("delivered_at")
        return told if isinstance(told, datetime) else next((reached[s] for s in _DELIVERED if s in reached), None)
    if anchor == "closed":
        return reached.get("closed")
    if anchor == "last_final":
        return order.status_since if order.status in MAY_END else None
    return _reported(order)


def _ordered(order: Order) -> datetime:
    return order.report.ordered_at or order.first_seen_at


def _reported(order: Order) -> datetime:
    """The last change that the marketplace reported."""
    return max(order.status_since, order.report.modified_at or order.first_seen_at)
