"""A text with `<name>` in it cannot be read as a template.

A name in angle brackets stands for a value, with filters behind bars, as in `<fields.refund_price | text>`.

Bad: `path: /orders/<order.id`.

Good: `path: /orders/<order.id>`.
"""

CODE = "wrong-template"
