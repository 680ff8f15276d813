"""Two parts of `auth` say what one header holds.

A request has one header of a name: HTTP Basic is sent in Authorization, and one of the two would be lost.

Bad: `auth: {basic: {login: user, password: word}, headers: {Authorization: <secret.key>}}`.

Good: `auth: {basic: {login: user, password: word}, headers: {X-Key: <secret.key>}}`.
"""

CODE = "two-credentials"
