"""A path leads nowhere in the sample.

The played marketplace grows its orders out of samples of the real shape; a path that is not in them is a slip.

Bad: `status: state` where the sample's order has `status`.

Good: `status: status`
"""

CODE = "unknown-path"
