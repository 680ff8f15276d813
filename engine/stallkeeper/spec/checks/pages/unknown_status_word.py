"""A word is used as a canonical status and is none.

There are sixteen, the same for every channel: new, waiting_acceptance, accepted, waiting_shipment, shipped, closed,
refused, canceled, refunding, refunded, partial_refunded, pickup_to_prepare, to_pickup, pickup_completed,
pickup_canceled and to_refund. The marketplace's own words stand under `native`.

Bad:

    statuses:
      waiting_shipment: {native: [PENDING], next: [cancelled]}
      canceled: {native: [CANCELLED]}

Good:

    statuses:
      waiting_shipment: {native: [PENDING], next: [canceled]}
      canceled: {native: [CANCELLED]}
"""

CODE = "unknown-status-word"
