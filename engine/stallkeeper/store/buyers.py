"""An order, or none, in; the addresses that are kept of its buyer, or of the buyers who came last, out.

For whoever has to keep buyers out of a text: hidden addresses are among them, and nothing else of an order is read.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from stallkeeper.orders import Address, OrderKey
from stallkeeper.store.database import Database, Row
from stallkeeper.store.personal_rows import address

_CELLS = "SELECT billing_json, delivery_json FROM personal"
_OF_ORDER = f"{_CELLS} WHERE order_number = (SELECT number FROM orders WHERE scope = ? AND channel = ? AND id = ?)"
NEWEST = f"{_CELLS} ORDER BY order_number DESC LIMIT ?"
LOOKED_THROUGH = 2_000
"""How many orders' buyers are looked for in the words of one failure: a tenth of a second or so, in whatever store."""


class Buyers:
    """Only looks."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def of_order(self, key: OrderKey) -> tuple[Address, ...]:
        """Those of one order; none where it is not stored, or erased."""
        return _addresses(self._database.rows(_OF_ORDER, (key.scope, key.channel, key.id)))

    def newest(self, count: int) -> tuple[Address, ...]:
        """Those of the orders that were stored last, whatever their account: as many orders as said, never all."""
        return _addresses(self._database.rows(NEWEST, (count,)))

    def of_account(self, scope: str, channel: str) -> BuyersOfAccount:
        """Those whom the marketplace of one account may name in its words."""
        return BuyersOfAccount(self, scope, channel)


@dataclass(frozen=True, slots=True)
class BuyersOfAccount:
    """The newest are those of all accounts: they are read by their numbers alone."""

    _buyers: Buyers
    _scope: str
    _channel: str

    def of_order(self, order_id: str) -> tuple[Address, ...]:
        """Those of an order of the account."""
        return self._buyers.of_order(OrderKey(self._scope, self._channel, order_id))

    def newest(self) -> tuple[Address, ...]:
        """Those of the orders that came last."""
        return self._buyers.newest(LOOKED_THROUGH)


def _addresses(rows: Iterable[Row]) -> tuple[Address, ...]:
    cells = {cell: None for row in rows for cell in row if cell is not None}
    return tuple(found for cell in cells if (found := address(cell)) is not None)
