"""A path cannot be read.

A path is names with dots between; `*` stands for every line, a number for one of them.

Bad: `products..price`

Good: `products.*.price`
"""

CODE = "wrong-path"
