"""An order, its account's policy and the time in; whether its buyer's data is to go, to be hidden or to wait, out.

The time counts from the policy's anchor, and from the last reported change where that never comes; an open order
waits for its anchor until the cap, where there is one. What is under way holds it back, in part and whole; the cap
holds whatever is under way.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, Literal

from stallkeeper.accounts.retention import RetentionKeys
from stallkeeper.durations import format_duration
from stallkeeper.orders import Anchor, LegalHold, Order, RetentionPolicy, Submission
from stallkeeper.spec.channel_spec import ChannelSpec
from stallkeeper.words import MAY_END

Part = Literal["payload", "documents"]
What = Literal["erase", "restrict", "hold_back"] | Part

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
    part: Part | None = None
    """What of it is held back; None: all."""


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

    `gone` are the parts that went before the rest already. A legal hold keeps all of it, and hides it only once
    nothing is under way, or at the cap.
    """
    hold = policy.legal_hold if policy.legal_hold and policy.legal_hold.holds(order.id) else None
    hidden = order.erased is not None and order.erased.restricted
    if hidden and hold is not None:
        return None
    anchor, since = _anchored(order, policy.anchor, reached)
    cap, hindrance = policy.at_most, under_way(order, pending)
    capped = cap is not None and now >= _ordered(order) + cap
    if hidden and order.erased is not None:
        return _whole(order, order.erased.rule, hindrance, capped=capped)
    is_early = now < since + policy.erase_after or (hindrance is None and _has_its_end_before_it(order, policy, anchor))
    if not capped and is_early:
        return None if hold is not None else _parts(policy, (anchor, since), now, gone, hindrance)
    rule = f"{format_duration(policy.erase_after)} after {_WORDS[anchor]}"
    if capped and cap is not None and (hindrance is not None or is_early):
        rule = f"{format_duration(cap)} after the order at most"
    if hold is not None:
        return Verdict("restrict", rule, hold.because) if hindrance is None or capped else None
    return _whole(order, rule, hindrance, capped=capped)


def _has_its_end_before_it(order: Order, policy: RetentionPolicy, counted: Anchor) -> bool:
    """Whether the cap is what its time ends by: its anchor has not come, and somebody still has to see to it."""
    return policy.at_most is not None and counted != policy.anchor and order.status not in MAY_END


def _whole(order: Order, rule: str, hindrance: str | None, *, capped: bool) -> Verdict:
    """What becomes of all of it once its time has come: it waits for what is under way, and the cap for nothing."""
    if hindrance is not None and not capped:
        return Verdict("hold_back", rule, hindrance)
    return Verdict("erase", rule, hindrance or (None if order.status in MAY_END or not capped else "it is still open"))


def _parts(
    policy: RetentionPolicy,
    counted: tuple[Anchor, datetime],
    now: datetime,
    gone: Collection[What],
    hindrance: str | None,
) -> Verdict | None:
    """What may have to go before the rest: the documents first, and once they are gone the marketplace's own record.

    What is under way needs them as it needs the rest.
    """
    anchor, since = counted
    for what, key, after in _parts_of(policy):
        if after is not None and what not in gone and now >= since + after:
            rule = f"{key}: {format_duration(after)} after {_WORDS[anchor]}"
            return Verdict(what, rule) if hindrance is None else Verdict("hold_back", rule, hindrance, what)
    return None


def _parts_of(policy: RetentionPolicy) -> tuple[tuple[Part, str, timedelta | None], ...]:
    return ("documents", "documents", policy.documents), ("payload", "raw", policy.raw)


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
