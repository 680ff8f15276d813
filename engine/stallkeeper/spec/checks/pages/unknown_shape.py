"""A request's body refers to a shape that `shapes` does not have, or that refers to itself.

Shapes are checked before anything else; one that does not exist would let every body through.

Bad: `body: {shape: parcle}`

Good: `body: {shape: parcel}`, with `shapes: {parcel: {fields: {carrier: text}}}`.
"""

CODE = "unknown-shape"
