"""An action counts as overdue before anybody has looked whether it worked.

The time it has to show (`confirm_within`) is shorter than the rhythm in which orders are read, and a single order
cannot be read again. Every such action would be called overdue.

Bad:

    retrieval: {latest: {every: 6 hours}}
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
        confirm_within: 1 hour
    allow: [{code: no-read-back, because: The marketplace has no call for one order.}]

Good:

    retrieval: {latest: {every: 15 minutes}}
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
        confirm_within: 1 hour
    allow: [{code: no-read-back, because: The marketplace has no call for one order.}]
"""

from __future__ import annotations

from collections.abc import Iterator

from stallkeeper.durations import format_duration
from stallkeeper.problems import Problem, warning
from stallkeeper.spec.bound import Bound

CODE = "confirms-too-soon"


def check_bound(bound: Bound) -> Iterator[Problem]:
    quickest = min((window.every for window in bound.channel.retrieval), default=None)
    if quickest is None or bound.binding.retrieval.fetch is not None:
        return
    for name, action in bound.binding.actions.items():
        if action.confirm_within is not None and action.confirm_within < quickest:
            within, every = format_duration(action.confirm_within), format_duration(quickest)
            message = f'"{name}" has {within} to show, and orders are read only every {every}'
            place = bound.file.at("actions").at(name).at("confirm_within").place
            hint = "give it more time, read more often, or add `retrieval.one`"
            shown = f"done at 00:00, overdue after {within}, read after {every}"
            yield warning(place, CODE, message, hint, witness=shown)
