"""An order can be accepted here, and there is no other way out of it.

A seller who cannot deliver has nothing to do but wait: neither is there an action that refuses or cancels, nor a
deadline after which the order goes. Mostly the refusal was forgotten.

Bad:

    starts_at: waiting_acceptance
    statuses:
      waiting_acceptance: {native: [OFFERED], actions: [accept], next: [waiting_shipment]}
      waiting_shipment: {native: [PENDING], actions: [ship], next: [shipped]}
      shipped: {native: [SHIPPED]}
    actions:
      accept: {results_in: waiting_shipment}
      ship: {results_in: shipped}

Good:

    starts_at: waiting_acceptance
    statuses:
      waiting_acceptance: {native: [OFFERED], actions: [accept, refuse], next: [waiting_shipment]}
      waiting_shipment: {native: [PENDING], actions: [ship], next: [shipped]}
      shipped: {native: [SHIPPED]}
      refused: {native: [REFUSED]}
    actions:
      accept: {results_in: waiting_shipment}
      refuse: {results_in: refused}
      ship: {results_in: shipped}
"""

from __future__ import annotations

from collections.abc import Iterator

from stallkeeper.problems import Problem, warning
from stallkeeper.spec.channel_spec import ChannelSpec

CODE = "accept-only"
NEEDS_WHOLE_FILE = True


_ACCEPTED = frozenset({"accepted", "waiting_shipment", "pickup_to_prepare"})
_WAY_OUT = frozenset({"refused", "canceled", "pickup_canceled"})


def check(channel: ChannelSpec) -> Iterator[Problem]:
    for status, spec in channel.statuses.items():
        if status != "waiting_acceptance" or spec.deadline is not None:
            continue
        results = {name: set(channel.actions[name].results_in) for name in spec.actions if name in channel.actions}
        accepting = [name for name, found in results.items() if found & _ACCEPTED]
        if accepting and not any(found & _WAY_OUT for found in results.values()):
            message = f'"{status}" offers "{accepting[0]}", and nothing by which an order is refused, or goes in time'
            hint = "add an action that results in refused or canceled, or the `deadline`"
            place = channel.place_of("statuses", status, "actions")
            yield warning(place, CODE, message, hint, witness=f"{status}: {', '.join(spec.actions)}")
