"""A played marketplace gives its orders statuses that channel.yaml does not map. This is a warning.

Such orders come in with an unknown status and nothing can be done with them; one of the two files is wrong.

Bad: `statuses: [PENDING]` under `lists` in play.yaml, and `native: [WAITING]` in channel.yaml.

Good: the same words in both.
"""

CODE = "unmapped-status"
