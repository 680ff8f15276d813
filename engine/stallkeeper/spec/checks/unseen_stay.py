"""An action leaves the order as it is, and nothing that is read of an order could show that it was done.

Whether it worked is then never known: after a doubtful answer a person is asked each time, and an action that was
taken waits for ever to be confirmed. Read what it changes (an amount given back, a parcel, a line), follow its
outcome, or say with `confirmed_by: answer` that the marketplace's yes is all there is.

Bad:

    statuses:
      waiting_shipment: {native: [PENDING], actions: [ship, refund]}
      shipped: {native: [SHIPPED]}
    actions:
      ship: {results_in: shipped}
      refund: {results_in: unchanged, needs: [refund_reason]}
    # binding.yaml
    actions:
      ship:
        request: {method: POST, path: /orders/<order.id>/ship}
        doubt: {read_back_after: 1 minute, then: ask}
      refund:
        request: {method: POST, path: /orders/<order.id>/refund, body: {reason: <fields.refund_reason>}}
        doubt: {read_back_after: 1 minute, then: ask}

Good:

    statuses:
      waiting_shipment: {native: [PENDING], actions: [ship, refund]}
      shipped: {native: [SHIPPED]}
    actions:
      ship: {results_in: shipped}
      refund: {results_in: unchanged, needs: [refund_reason]}
    # binding.yaml
    actions:
      ship:
        request: {method: POST, path: /orders/<order.id>/ship}
        doubt: {read_back_after: 1 minute, then: ask}
      refund:
        request: {method: POST, path: /orders/<order.id>/refund, body: {reason: <fields.refund_reason>}}
        doubt: {read_back_after: 1 minute, then: ask}
        confirmed_by: answer
"""

from __future__ import annotations

from collections.abc import Iterator

from stallkeeper.problems import Problem, warning
from stallkeeper.spec.action_spec import UNCHANGED
from stallkeeper.spec.bound import Bound
from stallkeeper.spec.part import Part

CODE = "unseen-stay"


def check_bound(bound: Bound) -> Iterator[Problem]:
    if _shows_something(bound.file.at("order")):
        return
    for name, action in bound.binding.actions.items():
        rules = bound.channel.actions.get(name)
        only_stays = rules is not None and rules.results_in == (UNCHANGED,)
        if only_stays and action.shown_by_order and action.outcome is None:
            message = f'"{name}" leaves an order as it is, and nothing that is read of it shows that it was done'
            hint = "add `confirmed_by: answer`, an `outcome`, or map what it changes"
            yield warning(bound.file.at("actions").at(name).place, CODE, message, hint, witness=f"{name}, and no sign")


def _shows_something(order: Part) -> bool:
    """What is compared with the order as it was before: amounts given back, parcels, and of lines their own words."""
    lines = order.at("lines").at("fields")
    of_lines = any(name in lines for name in ("refunded", "native_status", "shipped"))
    return "refunded" in order or "parcels" in order or of_lines
