"""A condition is written in a form that does not exist.

Conditions are data: a name equals a value or one of a list, or one of the few operators holds.

Bad: `if: {item.carrier: {like: Other}}`

Good: `if: {item.carrier: {not: Other}}`
"""

CODE = "wrong-condition"
