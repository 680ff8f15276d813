"""A seller's rule does not say at which status an order has to stand.

A rule of an account (in stallkeeper.yaml) looks at every order of the account that moves. It names a `status`, or the
marketplace's own word under `native`; conditions, countries and times narrow that down.

Bad: `accept-small: {when: {if: {order.total: {below: 50}}}, do: accept}`.

Good: `accept-small: {when: {status: waiting_acceptance}, do: accept}`.
"""

from __future__ import annotations

CODE = "rule-without-status"
