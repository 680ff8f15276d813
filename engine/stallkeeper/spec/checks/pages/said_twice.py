"""Two keys say the same thing, and only one of them counts. This is a warning.

Whoever corrects the other one later wonders why nothing changes.

Bad: `token: {lasts: 2 hours, lasts_at: expires_in}`.

Good: `token: {lasts_at: expires_in}`.
"""

CODE = "said-twice"
