"""A field takes its values from a list that the binding does not say how to read.

The list of values would never be known, and whatever is given would be sent.

Bad: `values_from: reasons` in channel.yaml, and no `lists.reasons` in binding.yaml

Good: `lists: {reasons: {request: {path: /reasons}, records: ., fields: {code: code, label: label}}}`
"""

CODE = "unbound-list"
