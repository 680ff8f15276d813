"""A merge key (`<<`) copies another part of the file.

What holds for an action or a status has to stand there, where a reviewer sees it.

Bad:

    actions:
      ship: {<<: {results_in: shipped}}

Good:

    actions:
      ship: {results_in: shipped}
"""

CODE = "merge-key"
