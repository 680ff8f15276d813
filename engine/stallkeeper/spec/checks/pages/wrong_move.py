"""A move that the played marketplace makes by itself is incomplete, or says when in two ways.

It is due after a while or every night, and leads to a status or sets something.

Bad: `{from: [SHIPPED], to: REFUNDED, after: 2 days, each_night: 03:00}`

Good: `{from: [SHIPPED], to: REFUNDED, after: 2 days}`
"""

CODE = "wrong-move"
