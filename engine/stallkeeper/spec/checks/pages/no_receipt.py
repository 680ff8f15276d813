"""An outcome is asked for, and nothing says of which request.

The marketplace answers a request with an identifier and gives its outcome later; the question has to name it.

Bad: `outcome: {request: {path: /status}, …}`.

Good: `outcome: {request: {path: /status/<receipt>}, …}`, and `reference: id` in the answer that the action names.
"""

CODE = "no-receipt"
