"""An `allow` allows nothing.

The finding is gone, or its word or its `about` is misspelt. What the file's form says wrong, and names that nothing
has, cannot be allowed: the channel would not run. An allowance that stays behind would hide the next real finding.

Bad:

    allow:
      - {code: unbounded-wait, about: statuses.shipped, because: The buyer may take as long as they like.}

Good:

    statuses:
      waiting_shipment: {native: [PENDING], actions: [ship], next: [shipped]}
      shipped: {native: [SHIPPED]}
"""

CODE = "allows-nothing"
