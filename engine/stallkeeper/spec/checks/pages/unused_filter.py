"""A window asks for some native statuses only, and the request does not.

Everything would be read at every run.

Bad: `native: [REFUNDED]` at a window, and no `<query.native>` in the list's request.

Good: `status: <query.native>`, or `native_filter: here` to sort out what came.
"""

CODE = "unused-filter"
