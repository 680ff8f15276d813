"""A path of the mapping finds nothing in any of the channel's own sample orders. This is a warning.

A field that is mapped wrongly is simply empty: orders would come in without a currency, a date or lines, and nothing
would fail. The orders in `samples/` (JSON or XML, a list answer or one order) are read, and a key that is there counts
even where it is empty. A field that the marketplace really gives belongs into a sample, with an invented value.

Bad: `currency: total.curr`, where every sample says `"total": {"currency": "EUR"}`.

Good: `currency: total.currency`.
"""

CODE = "path-finds-nothing"
