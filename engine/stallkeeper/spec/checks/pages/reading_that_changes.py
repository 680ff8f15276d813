"""A binding reads orders by a method that changes what it is sent to.

Reading is repeated whenever it is due and after every trouble, and nobody is asked before. By DELETE, PUT or PATCH each
of those readings would be a change.

Bad: `list: {request: {method: DELETE, path: /orders}}`.

Good: `list: {request: {method: GET, path: /orders}}`.
"""

CODE = "reading-that-changes"
