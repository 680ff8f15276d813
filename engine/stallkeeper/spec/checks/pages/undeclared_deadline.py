"""A scenario promises that a deadline has passed, and the channel has no deadline of that name.

A deadline's name is its `id`, or the status it stands at where it has none.

Bad: `overdue: [paymnt]` where the deadline's `id` is payment.

Good: `overdue: [payment]`.
"""

CODE = "undeclared-deadline"
