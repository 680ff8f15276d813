"""A case of a value can never hold.

Cases are tried from the first to the last, and the first that holds counts. One that only holds where an earlier one
already did is never reached: the narrower case has to stand first. A value that is compared with itself is a slip too.

Bad: `cases: [{if: {shipped: {above: 0}}, then: SHIPPED}, {if: {shipped: {above: 0}, canceled: 1}, then: MIXED}]`

Good: `cases: [{if: {shipped: {above: 0}, canceled: 1}, then: MIXED}, {if: {shipped: {above: 0}}, then: SHIPPED}]`
"""

CODE = "unreachable-case"
