"""A step waits longer after the one before it than an action may take.

An order is held while its action is under way, and so is whoever sends it.

Bad: `steps: [{name: track, request: …}, {name: ship, after: 1 hour, request: …}]`.

Good: `steps: [{name: track, request: …}, {name: ship, after: 2 seconds, request: …}]`.
"""

CODE = "too-long-a-wait"
