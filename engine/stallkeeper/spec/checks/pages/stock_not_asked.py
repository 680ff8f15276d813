"""A seller's rule asks for the free stock before an action that promises no goods.

The stock is asked where an order is accepted: its goods are promised from then on, and held back from other orders
until they have left. A refund or a shipment promises nothing, so there is nothing to ask the stock for.

Bad: `{when: {status: to_refund}, do: refund, stock_buffer: 2}`.

Good: `{when: {status: to_refund}, do: refund}`.
"""

from __future__ import annotations

CODE = "stock-not-asked"
