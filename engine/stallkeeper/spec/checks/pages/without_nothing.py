"""A word of `without` names no part of the family's file, or there is no family.

It would take nothing out, so it is misspelt, or the family has changed.

Bad: `without: [actions.refund.of]`, where the family says `if`.

Good: `without: [actions.refund.if]`.
"""

CODE = "without-nothing"
