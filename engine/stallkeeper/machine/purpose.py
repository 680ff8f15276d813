"""The statuses that confirm an action in; what it is there for, out."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from stallkeeper.words import Status

Purpose = Literal["send", "call_off", "give_back", "go_on"]

CALLED_OFF = frozenset({"refused", "canceled", "pickup_canceled"})
SENT = frozenset({"shipped", "to_pickup", "pickup_completed"})
_GIVES_BACK = frozenset({"refunding", "refunded", "closed"})


def purpose_of(expected: Sequence[Status], before: Status | None = None) -> Purpose:
    """The usual status comes first. What leaves an order that was sent, or called off, where it stood (`before`) is
    about its money."""
    first = expected[0] if expected else None
    if first in CALLED_OFF and first != before:
        return "call_off"
    if first == "partial_refunded" or _GIVES_BACK.intersection(expected):
        return "give_back"
    if first == "unchanged" or (first in SENT | CALLED_OFF and first == before):
        return "give_back"
    return "send" if first in SENT else "go_on"
