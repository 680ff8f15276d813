"""A key has no meaning here.

It is misspelt, or stands one level too high or too low. Keys that mean nothing would be passed over in silence, and
what the author meant by them would not hold.

Bad:

    statuses:
      waiting_shipment: {natve: [PENDING], next: [shipped]}
      shipped: {native: [SHIPPED]}

Good:

    statuses:
      waiting_shipment: {native: [PENDING], next: [shipped]}
      shipped: {native: [SHIPPED]}
"""

CODE = "unknown-key"
