"""What an order was worth, what was canceled and given back of it, and whether its amounts add up."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class Amounts:
    """`original` is the total as it was first reported, `net` what is left of it; None where nothing can be said.

    `refunded` is None where money was given back and nobody says how much: 0 is said only of an order without a refund.

    `difference` is the total less its parts (lines and shipping); `adds_up` says whether that is no more than rounding:
    one of the currency's smallest units for each line.
    """

    original: Decimal | None
    canceled: Decimal
    refunded: Decimal | None
    net: Decimal | None
    difference: Decimal | None = None
    adds_up: bool = True
