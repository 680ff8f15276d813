"""A request about orders does not say which ones.

An acknowledgement, or a further request for an order, that names no order would be about none, or about all.

Bad: `acknowledge: {request: {method: POST, path: /orders/ack, body: {done: <true>}}}`

Good: `acknowledge: {request: {method: POST, path: /orders/ack, body: {ids: <records.ids>}}}`
"""

CODE = "unused-ids"
