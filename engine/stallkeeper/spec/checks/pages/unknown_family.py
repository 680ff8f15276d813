"""A file extends a family that there is not.

A family is a channel whose folder lies beside this one's, or that travels with the package. Nowhere else is looked.

Bad: `extends: exampel`, where the folder beside it is `example`.

Good: `extends: example`.
"""

CODE = "unknown-family"
