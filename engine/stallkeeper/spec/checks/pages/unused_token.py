"""A token is fetched and never sent.

Every request would be refused.

Bad: `auth: {token: …}` and no `<token>` in a header or a body.

Good: `auth: {token: …, headers: {Authorization: Bearer <token>}}`.
"""

CODE = "unused-token"
