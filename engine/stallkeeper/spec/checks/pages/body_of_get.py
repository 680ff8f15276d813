"""A request with the method GET is given a body.

Many servers drop the body of a GET request without a word, so what stands in it would never be read.

Bad: `{method: GET, path: /orders, body: {since: <query.since>}}`.

Good: `{method: GET, path: /orders, query: {since: <query.since>}}`.
"""

CODE = "body-of-get"
