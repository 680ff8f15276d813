"""One line of an order."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class OrderLine:
    """What was bought. Amounts are in the order's currency; `quantity` counts units still ordered, 0 when none is left.

    `status` is canonical, or None where the channel gives the line no status of its own.
    """

    id: str
    sku: str
    title: str | None = None
    quantity: int = 1
    unit_price: Decimal | None = None
    total: Decimal | None = None
    shipping: Decimal | None = None
    tax_rate: Decimal | None = None
    refunded: Decimal | None = None
    native_status: str | None = None
    status: str | None = None
    flags: tuple[str, ...] = ()
    product_id: str | None = None
    ean: str | None = None
    condition: str | None = None
    shipped: int | None = None
    """Units that have left so far, where the channel counts them."""

    @property
    def unshipped(self) -> int:
        """Units that have not left yet."""
        return max(self.quantity - (self.shipped or 0), 0)
