"""A rule of the played marketplace names a native status that it does not know.

All native statuses stand in `lists.statuses`, in the marketplace's own spelling; a slip would make a rule that never
holds.

Bad: `{from: [PENDNG], to: SHIPPED, after: 1 hour}`

Good: `{from: [PENDING], to: SHIPPED, after: 1 hour}`, with both in `lists.statuses`.
"""

CODE = "unknown-status"
