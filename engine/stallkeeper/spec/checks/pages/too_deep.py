"""The file is nested deeper than 40 levels.

Nothing in a spec needs more than a handful of levels; a file nested like this is mostly a bracket that was never
closed, or made to harm.

Bad:

    title: [[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[x]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]

Good:

    title: x
"""

CODE = "too-deep"
