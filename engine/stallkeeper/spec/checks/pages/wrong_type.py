"""A value is of another kind than its key asks for.

A list stands where one word belongs, keys with values where a list belongs, a word where a number or true/false
belongs, or nothing at all.

Bad:

    actions: [ship]

Good:

    actions:
      ship: {results_in: shipped}
"""

CODE = "wrong-type"
