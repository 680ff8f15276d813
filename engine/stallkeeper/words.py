"""The general life of an order: the sixteen canonical statuses, and what the general page says of each.

Source: "Manage orders", general help page of the incumbent, read 2026-11-22.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import TypeAlias

Status: TypeAlias = str
"""A canonical status, one of `STATUSES`; spelled as the field spells it (one l in *canceled*)."""


@dataclass(frozen=True, slots=True)
class StatusWord:
    """One canonical status: its word, its title, what it means, and where the general page says it may go."""

    word: Status
    title: str
    meaning: str
    moves_to: tuple[Status, ...] = ()
    rank: int = 0
    """How far along the general life the status lies; used only to order reports and tables."""
    actions: tuple[str, ...] = ()
    """What the general page lets a seller do here; each channel says for itself what it really allows."""
    by_itself: bool = False
    """True when the order leaves the status without the seller: the marketplace or time moves it to `moves_to`."""


_WORDS = (
    StatusWord(
        "new",
        "New",
        "The marketplace has registered the order; it goes on to waiting acceptance by itself.",
        moves_to=("waiting_acceptance",),
        by_itself=True,
    ),
    StatusWord(
        "waiting_acceptance",
        "Waiting acceptance",
        "The seller may accept or refuse the order; one that is refused must not be processed.",
        moves_to=("accepted", "refused"),
        rank=1,
        actions=("accept", "refuse"),
    ),
    StatusWord(
        "accepted",
        "Accepted",
        "The marketplace is told that the seller accepted; the order goes on to waiting shipment by itself.",
        moves_to=("waiting_shipment",),
        rank=2,
        by_itself=True,
    ),
    StatusWord(
        "waiting_shipment",
        "Waiting shipment",
        "Prepare the order, send it, then confirm the shipment; a tracked delivery needs carrier or tracking number.",
        moves_to=("shipped",),
        rank=3,
        actions=("ship",),
    ),
    StatusWord(
        "shipped",
        "Shipped",
        "The marketplace is told, and tells the buyer; when no dispute is opened the order goes on to closed.",
        moves_to=("closed",),
        rank=5,
        by_itself=True,
    ),
    StatusWord("closed", "Closed", "The order is fully processed.", rank=8),
    StatusWord(
        "refused",
        "Refused",
        "The seller rejected the order and the marketplace tells the buyer; it may confirm it as canceled. "
        "Some channels allow a refund.",
        moves_to=("canceled",),
        rank=4,
        actions=("refund",),
        by_itself=True,
    ),
    StatusWord(
        "canceled",
        "Canceled",
        "The buyer or the marketplace canceled the order; the marketplace knows why. "
        "A refund may follow; some channels let the seller start it.",
        moves_to=("refunding",),
        rank=6,
        actions=("refund",),
        by_itself=True,
    ),
    StatusWord(
        "refunding",
        "Refunding",
        "A refund has been asked for and is being processed; it ends refunded when granted, canceled when not.",
        moves_to=("refunded", "canceled"),
        rank=7,
        by_itself=True,
    ),
    StatusWord("refunded", "Refunded", "The order has been refunded.", rank=9),
    StatusWord("partial_refunded", "Partially refunded", "A part of the order has been refunded.", rank=9),
    StatusWord("pickup_to_prepare", "Pick-up to prepare", "The seller has to prepare the pick-up.", rank=3),
    StatusWord("to_pickup", "To pick up", "The order is ready to be picked up.", rank=4),
    StatusWord("pickup_completed", "Pick-up completed", "The buyer has picked up the order.", rank=8),
    StatusWord("pickup_canceled", "Pick-up canceled", "The pick-up has been canceled.", rank=6),
    StatusWord("to_refund", "To refund", "The seller has to refund the order.", rank=6),
)

STATUSES: Mapping[Status, StatusWord] = MappingProxyType({word.word: word for word in _WORDS})
"""The sixteen canonical statuses in the order of the general page."""

MAY_END: frozenset[Status] = frozenset(
    {"shipped", "closed", "refused", "canceled", "refunded", "partial_refunded", "pickup_completed", "pickup_canceled"}
)
"""Where an order may stay for good: at every other status somebody still has to do something."""

FIRST_SEEN: Status = "new"
"""Every order is first seen as this in its history; it stays there only if its native status maps to it."""

CONDITION_OPERATORS = ("given", "not", "above", "below")
"""How a condition can ask for something else than one value, or one of several."""

LATE = "late"
"""The flag that the engine gives an order whose deadline has passed."""

TOO_LATE = "shipped too late"
"""What comes of an order that has not left by the day that it names; no status, for nobody need do anything."""

LINES_DISAGREE = "lines_disagree"
"""The flag of an order whose own word, which is taken, its lines contradict."""

ANONYMIZED = "anonymized"
"""The flag of an order whose buyer the marketplace no longer tells: a stand-in has taken the place of an address."""

VANISHED = "vanished"
"""The flag that the engine gives an order that the marketplace does not know any more."""

TEST = "test"
"""The flag of an order that is none: its channel says so, or it was read through an account for tests."""

MERGED_INTO = "merged_into"
"""The order field (`order_fields`) by which a channel says that an order has become part of another: that one's id."""

MERGED = "merged"
"""The flag of an order that has become part of another; it is closed, and its lines are that one's."""

MERGED_AS: Status = "closed"
