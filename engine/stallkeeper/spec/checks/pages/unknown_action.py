"""A binding binds, or a status offers, an action that the channel does not declare.

Actions are declared in channel.yaml, under `actions`; everything else only refers to them.

Bad: `actions: {shp: …}` in binding.yaml, where channel.yaml says `ship`.

Good: `actions: {ship: …}`.
"""

CODE = "unknown-action"
