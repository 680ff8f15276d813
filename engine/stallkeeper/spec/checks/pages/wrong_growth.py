"""It is not clear how a value of a new order grows.

Each path in `grow` has exactly one way: a text, a pick, a number between two, a sum, a copy.

Bad: `products.*.quantity: {number: [4, 1]}`

Good: `products.*.quantity: {number: [1, 4]}`
"""

CODE = "wrong-growth"
