"""A status, an action or a deadline has a name that is none.

A name is short, in lower case letters, digits and underscores, a letter first. Words of the marketplace stand under
`native` and `label`.

Bad: an action called `Ship-It!`.

Good: an action called `ship_it`.
"""

CODE = "bad-name"
