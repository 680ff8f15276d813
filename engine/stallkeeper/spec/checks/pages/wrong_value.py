"""A value is of the right kind and still not one that can stand here.

The message says what can: one of a few words, a day such as 2026-11-22, a duration such as 15 minutes.

Bad:

    maturity: drafty

Good:

    maturity: draft
"""

CODE = "wrong-value"
