"""The channel has an action that the binding does not say how to send.

A seller would be offered what nobody can do.

Bad: a channel.yaml with the action `ship`, and a binding.yaml without it.

Good: `actions: {ship: {request: …}}` in binding.yaml.
"""

CODE = "unbound-action"
