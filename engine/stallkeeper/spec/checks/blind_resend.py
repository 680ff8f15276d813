"""A doubtful action is sent again without looking whether it took effect.

`then: resend` reads the order first, and here no single order can be read: `retrieval.one` is missing. A refund whose
answer got lost might be paid twice.

Bad:

    starts_at: waiting_shipment
    # binding.yaml
    retrieval:
      overlap: 5 minutes
      settle: 1 minute
      first_pull: 30 days
      list: {request: {method: GET, path: /orders}, records: orders, paging: {kind: none}}
    actions:
      ship:
        request: {method: POST, path: /orders/<order.id>/ship}
        doubt: {read_back_after: 1 minute, then: resend}
    allow: [{code: no-read-back, because: The marketplace has no call for one order.}]

Good:

    starts_at: waiting_shipment
    # binding.yaml
    retrieval:
      overlap: 5 minutes
      settle: 1 minute
      first_pull: 30 days
      list: {request: {method: GET, path: /orders}, records: orders, paging: {kind: none}}
    actions:
      ship:
        request: {method: POST, path: /orders/<order.id>/ship}
        doubt: {read_back_after: 1 minute, then: ask}
    allow: [{code: no-read-back, because: The marketplace has no call for one order.}]
"""

from __future__ import annotations

from collections.abc import Iterator

from stallkeeper.problems import Problem, warning
from stallkeeper.spec.bound import Bound

CODE = "blind-resend"


def check_bound(bound: Bound) -> Iterator[Problem]:
    if bound.binding.retrieval.fetch is not None:
        return
    for name, action in bound.binding.actions.items():
        if action.doubt.then == "resend":
            message = f'a doubtful "{name}" is sent again, and no order can be read to see whether it was done'
            place = bound.file.at("actions").at(name).at("doubt").place
            hint = "write `then: ask`, or add `retrieval.one`"
            yield warning(place, CODE, message, hint, witness=f"{name}, its answer lost, and {name} again")
