"""A budget is declared and no request counts in it. This is a warning.

A limit that the marketplace sets would not be kept.

Bad: `rates: {orders: {most: 1, per: 1 minute}}` and no `rate: orders`.

Good: `list: {request: {rate: orders, …}, …}`.
"""

CODE = "unused-rate"
