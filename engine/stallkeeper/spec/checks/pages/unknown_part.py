"""A request uses a part of a body that is not described.

Parts are described under `parts`; a part cannot use another one.

Bad: `{use: headr}`.

Good: `{use: header}`, and `parts: {header: …}`.
"""

CODE = "unknown-part"
