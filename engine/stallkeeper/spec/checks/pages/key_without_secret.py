"""A signature's key holds no secret.

Anybody who reads the binding could sign in the seller's name.

Bad: `sign: {key: open sesame, over: [<request.body>], header: Signature}`.

Good: `sign: {key: <secret.secret_key>, over: [<request.body>], header: Signature}`.
"""

CODE = "key-without-secret"
