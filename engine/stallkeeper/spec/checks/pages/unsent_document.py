"""A document is handed over without the document, or without the name that a list of documents is to show.

The marketplace would be told of a file and never get it; or get it, and nobody would find it there.

Bad: `uploads: {invoice: {request: {body: {name: <document.name>}, …}}}`.

Good: `uploads: {invoice: {request: {sends: multipart, body: {file: {file: <document.content>}}, …}}}`.
"""

CODE = "unsent-document"
