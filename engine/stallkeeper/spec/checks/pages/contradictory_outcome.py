"""One word means both that something is done and that it failed.

Whichever were taken, the other would be wrong.

Bad: `outcome: {done: [FINISHED], failed: [FINISHED, BROKEN], …}`.

Good: `outcome: {done: [FINISHED], failed: [BROKEN], …}`.
"""

CODE = "contradictory-outcome"
