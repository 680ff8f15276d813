"""A retention whose `max` is shorter than its `erase_after`.

`erase_after` counts from an order's end, `max` from its beginning, and also for orders that are still open: a
shorter cap would erase every buyer before the time that was meant.

Bad: `retention: {erase_after: 6 months, max: 30 days}`.

Good: `retention: {erase_after: 30 days, max: 6 months}`.
"""

CODE = "cap-before-time"
