"""The file says nothing.

It is empty, or holds comments only. `stallkeeper new` writes a channel to begin with.

Bad: an empty channel.yaml.

Good: a channel.yaml that says at least which channel it is, its statuses and its actions.
"""

CODE = "empty-file"
