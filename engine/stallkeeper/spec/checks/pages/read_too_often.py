"""A window is read more often than the marketplace allows.

Each sweep would wait for its turn, and fall further behind.

Bad: `every: 5 minutes` in the channel and `rates: {orders: {most: 1, per: 15 minutes}}` for its list.

Good: `every: 15 minutes` in the channel.
"""

CODE = "read-too-often"
