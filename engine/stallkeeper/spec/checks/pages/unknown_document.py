"""The binding fetches a document that the channel does not make.

Documents are declared in channel.yaml, with `made_by: channel` where the marketplace makes them.

Bad: `documents: {invoce: …}` in binding.yaml.

Good: `documents: {invoice: …}`, and `invoice: {made_by: channel}` in channel.yaml.
"""

CODE = "unknown-document"
