"""A key is not a name that can stand there.

It is empty, a list or a mapping, or holds signs that a name cannot have: names are short, in lower case letters, digits
and underscores.

Bad:

    actions:
      Ship It: {results_in: shipped}

Good:

    actions:
      ship: {results_in: shipped}
"""

CODE = "wrong-key"
