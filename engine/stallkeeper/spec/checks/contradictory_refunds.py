"""What is said of refunds contradicts itself, or what the channel's actions do.

A refund that is something we do (`action`, `both`) needs an action that ends in one, or a `refund` that leaves the
order `unchanged`, and is seen when it goes through us. One that we hear of (`notified`, `both`) is made in the
marketplace's back office, and is seen then. A refund that gives its amount leaves its line unknown; one that gives its
lines does not.

Bad:

    refunds: {mode: notified, seen: [through_us]}

Good:

    refunds: {mode: notified, seen: [back_office]}
"""

from __future__ import annotations

from collections.abc import Iterator

from stallkeeper.problems import Problem
from stallkeeper.spec.channel_spec import ActionSpec, ChannelSpec, RefundRules

CODE = "contradictory-refunds"
MAY_BE_ALLOWED = True
NEEDS_WHOLE_FILE = True

_REFUNDS = frozenset({"refunding", "refunded", "partial_refunded"})
_NAMES = frozenset({"refund", "pickup_refund"})
_Finding = tuple[str, str, str]
"""The key it is found at, what is wrong, what to do."""


def check(channel: ChannelSpec) -> Iterator[Problem]:
    rules = channel.refunds
    if rules is None:
        return
    for key, message, hint in (*_against_actions(rules, _refunding(channel)), *_seen(rules), *_given(rules)):
        yield Problem(channel.place_of("refunds", key), CODE, message, hint)


def _refunding(channel: ChannelSpec) -> list[str]:
    """The actions offered at some status that end in a refund, or give money back and leave the order as it is."""
    offered = {name for status in channel.statuses.values() for name in status.actions}
    return [name for name, action in channel.actions.items() if name in offered and _gives_back(action)]


def _gives_back(action: ActionSpec) -> bool:
    """No status tells of a refund that moves nothing: its name does, or that it asks for the reason of one."""
    unmoved = action.stays and (action.name in _NAMES or "refund_reason" in action.takes())
    return bool(_REFUNDS & set(action.statuses)) or unmoved


def _against_actions(rules: RefundRules, refunding: list[str]) -> Iterator[_Finding]:
    if rules.mode == "notified" and refunding:
        message = f'refunds are only heard of (`notified`), and yet "{refunding[0]}" makes one'
        yield "mode", message, "write `action`, or `both`"
    elif rules.mode != "notified" and not refunding:
        message = f"refunds are something we do (`{rules.mode}`), and no action ends in one"
        yield "mode", message, "write `notified`, or let `refund` result in `unchanged`, or an action in a refund"


def _seen(rules: RefundRules) -> Iterator[_Finding]:
    if rules.mode != "notified" and "through_us" not in rules.seen:
        message = f"refunds are something we do (`{rules.mode}`), and those made through us are not seen"
        yield "seen", message, "add `through_us`"
    if rules.mode != "action" and "back_office" not in rules.seen:
        message = f"refunds are something we hear of (`{rules.mode}`), and those of the back office are not seen"
        yield "seen", message, "add `back_office`, or write `mode: action`"
    if rules.mode == "action" and "back_office" in rules.seen:
        message = "refunds are only something we do (`action`), and yet those of the back office are seen"
        yield "seen", message, "write `mode: both`, or take `back_office` away"


def _given(rules: RefundRules) -> Iterator[_Finding]:
    if rules.gives == "amount" and rules.line == "known":
        yield (
            "gives",
            "a refund gives its amount and not its line, and the line is not said to be unknown",
            "add `line: unknown`",
        )
    elif rules.gives != "amount" and rules.line == "unknown":
        given = "gives its lines" if rules.gives == "lines" else "is not said to give its amount"
        yield (
            "line",
            f"the line of a refund is unknown, and a refund {given}",
            "write `gives: amount`, or take `line` away",
        )
