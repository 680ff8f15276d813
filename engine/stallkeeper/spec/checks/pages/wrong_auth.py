"""What a played marketplace asks of its callers contradicts itself.

A token and a signature stand in one place each, a header or the query; what belongs to refreshing a token goes with
`refresh`.

Bad: `access: {token: Bearer, token_header: X-Token}`

Good: `access: {token_header: X-Token}`
"""

CODE = "wrong-auth"
