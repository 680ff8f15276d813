"""A document is handed over without the document.

The marketplace would be told of a file and never get it.

Bad: `uploads: {invoice: {request: {body: {name: <document.name>}, …}}}`.

Good: `uploads: {invoice: {request: {sends: multipart, body: {file: {file: <document.content>}}, …}}}`.
"""

CODE = "unsent-document"
