"""Something has to be said here and is not.

Where a misspelt key stands beside it, the two are one mistake, and the caret stands under the misspelt one.

Bad:

    actions:
      ship: {result: shipped}

Good:

    actions:
      ship: {results_in: shipped}
"""

CODE = "missing-key"
