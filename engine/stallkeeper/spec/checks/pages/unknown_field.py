"""The binding fills an order field that nobody has declared.

The order's fields are the standard ones and those under `order_fields` in channel.yaml.

Bad: `extras: {corporaton: corporation.code}` in binding.yaml.

Good: `extras: {corporation: corporation.code}`, and `corporation` under `order_fields`.
"""

CODE = "unknown-field"
