"""A seller's rule asks for an action without a field that the action can never go without.

Nobody is there to be asked when a rule fires. What the channel's action always needs has to stand under `with`; what it
needs only under a condition is looked at order by order, and an order that lacks it is left to a person.

Bad: `{when: {status: waiting_shipment}, do: ship}`.

Good: `{when: {status: waiting_shipment}, do: ship, with: {carrier: DPD}}`.
"""

from __future__ import annotations

CODE = "field-not-given"
