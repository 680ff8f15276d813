"""It is not clear where a file that a played route keeps comes from.

It is a part of the body, or text in base64: exactly one of `file` and `base64`.

Bad: `keeps: {name: body.original_name}`

Good: `keeps: {base64: body.data, name: body.original_name}`
"""

CODE = "wrong-keep"
