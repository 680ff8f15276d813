"""A route answers with an outcome that `outcomes` does not have.

An outcome says how actions are answered, as a whole and order by order; routes share them by name.

Bad: `outcome: bach`

Good: `outcome: batch`, with `outcomes: {batch: {done: {status: 204}}}`.
"""

CODE = "unknown-outcome"
