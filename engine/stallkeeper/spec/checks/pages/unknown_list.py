"""A rule asks for a list that `lists` does not have.

Values that a request may have are kept in named lists, so that one list serves many routes.

Bad: `carrier: {type: text, in: cariers}`

Good: `carrier: {type: text, in: carriers}`, with `lists: {carriers: […]}`.
"""

CODE = "unknown-list"
