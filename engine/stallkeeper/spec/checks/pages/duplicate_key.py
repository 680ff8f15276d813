"""A key stands twice in the same mapping.

YAML readers keep one of the two and say nothing; half of what was written would be lost.

Bad:

    actions:
      accept: {results_in: accepted}
      accept: {results_in: refused}

Good:

    actions:
      accept: {results_in: accepted}
      refuse: {results_in: refused}
"""

CODE = "duplicate-key"
