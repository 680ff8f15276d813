"""An action or a deadline depends on more rules than can be overseen.

Each condition counts, and each conditional need. Needs that share a condition can be one.

Bad: thirty needs with `if: {carrier: Other}`, one field each.

Good: one need with `if: {carrier: Other}` and all its fields.
"""

CODE = "too-many-conditions"
