"""The sample of an order has no line where `order.lines` points.

Lines of played orders are copies of the sample's first line; without one there is nothing to copy.

Bad: `lines: products` where the sample says `"products": []`.

Good: `lines: products` where the sample has a list with at least one product.
"""

CODE = "no-lines"
