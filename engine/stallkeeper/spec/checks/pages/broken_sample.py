"""A file in `samples/` cannot be read.

It is not JSON or XML, too large, or holds what is refused, such as entities.

Bad: a `samples/play-order.json` that ends in the middle.

Good: a `samples/play-order.json` that is one JSON value.
"""

CODE = "broken-sample"
