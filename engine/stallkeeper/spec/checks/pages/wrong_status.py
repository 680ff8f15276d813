"""It is not clear how the status of a played order is told.

It stands at a path, is joined of two, is the first word that any line has, or follows from `cases`; then
an action changes the payload and not the status.

Bad: `status: {join: [status]}`

Good: `status: {join: [status, fulfillment.status], with: /}`
"""

CODE = "wrong-status"
