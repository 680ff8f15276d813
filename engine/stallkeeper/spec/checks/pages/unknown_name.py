"""A template, a condition or an assumption names something that does not exist.

A request may name the order, its line, the fields given, the account, its secrets, the token, the time and a few more;
an unknown one is a problem now and not a surprise when the request is sent.

Bad: `path: /orders/<order.number>`.

Good: `path: /orders/<order.id>`.
"""

CODE = "unknown-name"
