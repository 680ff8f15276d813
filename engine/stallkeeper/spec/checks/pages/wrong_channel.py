"""The binding is for another channel than the one beside it.

It was copied and not renamed, or lies in the wrong folder.

Bad: `binding: other` in the folder of the channel `example`.

Good: `binding: example`.
"""

CODE = "wrong-channel"
