"""A request goes to a host that is not listed.

Hosts are listed under `hosts`, and nothing else is ever called.

Bad: `{host: tokens, path: /login}` without `tokens` under `hosts`.

Good: `hosts: {api: https://api.example, tokens: https://login.example}`.
"""

CODE = "unknown-host"
