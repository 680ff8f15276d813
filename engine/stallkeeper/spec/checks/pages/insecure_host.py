"""A host would be talked to without encryption.

Every request carries a secret; over http anybody on the way could read it. Only this machine itself may be reached so.

Bad: `hosts: {api: http://api.example}`.

Good: `hosts: {api: https://api.example}`.
"""

CODE = "insecure-host"
