"""A route is incomplete, or is two things at once.

A route answers, or it does something to orders and says with which outcome; over SOAP a POST is told apart by its
operation.

Bad: `ship: {request: POST /ship, acts: {…}}` without `outcome`.

Good: `ship: {request: POST /ship, acts: {…}, outcome: whole_order}`
"""

CODE = "wrong-route"
