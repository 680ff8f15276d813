"""The channel makes a document that the binding does not say how to fetch. This is a warning.

The document can be named to a seller and not be shown.

Bad: `documents: {delivery_note: {made_by: channel}}` and nothing of it in binding.yaml.

Good: `documents: {delivery_note: {request: …}}` in binding.yaml.
"""

CODE = "unbound-document"
