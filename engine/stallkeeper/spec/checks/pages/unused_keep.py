"""A step keeps a value that no later step uses. This is a warning.

Something was forgotten in the later step, or the value is not needed.

Bad: `steps: [{name: open, request: …, keep: {parcel: id}}, {name: close, request: {path: /close}}]`.

Good: `steps: [{name: open, request: …, keep: {parcel: id}}, {name: close, request: {path: /close/<kept.parcel>}}]`.
"""

CODE = "unused-keep"
