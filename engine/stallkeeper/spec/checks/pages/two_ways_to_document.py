"""A document is said to be in the answer and behind a link.

Only one of them can be read; which one is meant has to be said.

Bad: `invoice: {request: …, media_type: application/pdf, base64_at: file.content, link_at: file.url}`.

Good: `invoice: {request: …, media_type: application/pdf, link_at: file.url}`.
"""

CODE = "two-ways-to-document"
