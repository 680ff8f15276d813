"""A document's bytes stand in a body that can only hold text.

JSON, XML and forms carry text; bytes are written in base64 there.

Bad: `request: {sends: json, body: {data: <document.content>}}`.

Good: `request: {sends: json, body: {data: <document.base64>}}`.
"""

CODE = "unsendable-bytes"
