"""A request says that it sends nothing, and has a body.

Which of the two is meant, only its author knows.

Bad: `request: {method: PUT, sends: nothing, body: {why: late}}`.

Good: `request: {method: PUT, sends: nothing}`.
"""

CODE = "body-of-nothing"
