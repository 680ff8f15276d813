"""A secret is asked of every account and never used. This is a warning.

Nobody should hand out what is not needed.

Bad: `secrets: {api_key: …, password: …}` where only `<secret.api_key>` is used.

Good: `secrets: {api_key: …}`.
"""

CODE = "unused-secret"
