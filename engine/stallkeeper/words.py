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


_WORDS = (
    StatusWord(
        "new", "New", "Registered at the marketplace; it goes on to waiting acceptance by itself.", ("waiting_acceptance",), 0
    ),
    StatusWord(
        "waiting_acceptance",
        "Waiting acceptance",
        "The seller may accept or refuse the order.",
        ("accepted", "refused"),
        1,
    ),
    StatusWord(
        "accepted",
        "Accepted",
        "The marketplace knows that the seller accepted; the order goes on to waiting shipment by itself.",
        ("waiting_shipment",),
        2,
    ),
    StatusWord(
        "waiting_shipment",
        "Waiting shipment",
        "Prepare the order, send it, then confirm the shipment; a tracked delivery needs carrier or tracking number.",
        ("shipped",),
        3,
    ),
    StatusWord(
        "shipped",
        "Shipped",
        "The marketplace is told, and tells the buyer; without a dispute the order goes on to closed.",
        ("closed",),
        5,
    ),
    StatusWord("closed", "Closed", "The order is fully processed.", (), 8),
    StatusWord(
        "refused",
        "Refused",
        "The seller rejected the order; the marketplace may confirm it as canceled; some channels allow a refund.",
        ("canceled",),
        4,
    ),
    StatusWord(
        "canceled",
        "Canceled",
        "The buyer or the marketplace canceled the order; some channels allow a refund.",
        ("refunding",),
        6,
    ),
    StatusWord(
        "refunding",
        "Refunding",
        "A refund is being processed; it ends refunded when it is granted, canceled when it is not.",
        ("refunded", "canceled"),
        7,
    ),
    StatusWord("refunded", "Refunded", "The order has been refunded.", (), 9),
    StatusWord("partial_refunded", "Partially refunded", "A part of the order has been refunded.", (), 9),
    StatusWord("pickup_to_prepare", "Pick-up to prepare", "The seller has to prepare the pick-up.", (), 3),
    StatusWord("to_pickup", "To pick up", "The order is ready to be picked up.", (), 4),
    StatusWord("pickup_completed", "Pick-up completed", "The buyer has picked up the order.", (), 8),
    StatusWord("pickup_canceled", "Pick-up canceled", "The pick-up has been canceled.", (), 6),
    StatusWord("to_refund", "To refund", "The seller has to refund the order.", (), 6),
)

STATUSES: Mapping[Status, StatusWord] = MappingProxyType({word.word: word for word in _WORDS})
"""The sixteen canonical statuses in the order of the general page."""

FIRST_SEEN: Status = "new"
"""Every order is first seen as this in its history; it stays there only if its native status maps to it."""

CONDITION_OPERATORS = ("given", "not", "above", "below")
"""The only forms a condition may take besides equality and membership."""
