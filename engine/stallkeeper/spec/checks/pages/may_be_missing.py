"""A request uses something that is not always there.

A field that an action only accepts, or needs under a condition, may not be given; the request would then hold a hole.
A question mark after the key leaves the key out in that case.

Bad: `tracking: <fields.tracking_number>` where the action only accepts it.

Good: `tracking?: <fields.tracking_number>`.
"""

CODE = "may-be-missing"
