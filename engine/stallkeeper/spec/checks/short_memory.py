"""Orders change later than any window looks back.

The list answers by the day of the order (`filters_by: ordered`), so that a change is only seen while a window still
looks back that far. By its own deadlines an order may change after that; nobody would notice.

Bad:

    starts_at: accepted
    retrieval:
      latest: {every: 15 minutes}
      catch_up: {every: 1 day, look_back: 3 days}
    statuses:
      accepted:
        native: [WAITING_PAYMENT]
        next: [waiting_shipment]
        deadline: {within: 5 days, else: [canceled], kept_by: channel}
      waiting_shipment: {native: [PENDING], actions: [ship], next: [shipped]}
      shipped: {native: [SHIPPED]}
      canceled: {native: [CANCELED]}
    # binding.yaml
    retrieval:
      overlap: 5 minutes
      settle: 1 minute
      first_pull: 30 days
      list: {request: {method: GET, path: /orders}, records: orders, paging: {kind: none}, filters_by: ordered}
      one: {request: {method: GET, path: /orders/<order.id>}, record: .}

Good:

    starts_at: accepted
    retrieval:
      latest: {every: 15 minutes}
      catch_up: {every: 1 day, look_back: 6 days}
    statuses:
      accepted:
        native: [WAITING_PAYMENT]
        next: [waiting_shipment]
        deadline: {within: 5 days, else: [canceled], kept_by: channel}
      waiting_shipment: {native: [PENDING], actions: [ship], next: [shipped]}
      shipped: {native: [SHIPPED]}
      canceled: {native: [CANCELED]}
    # binding.yaml
    retrieval:
      overlap: 5 minutes
      settle: 1 minute
      first_pull: 30 days
      list: {request: {method: GET, path: /orders}, records: orders, paging: {kind: none}, filters_by: ordered}
      one: {request: {method: GET, path: /orders/<order.id>}, record: .}
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from stallkeeper.durations import format_duration
from stallkeeper.problems import Problem, warning
from stallkeeper.spec.bound import Bound
from stallkeeper.spec.lives import longest_life

CODE = "short-memory"

_A_DAY = timedelta(days=1)


def check_bound(bound: Bound) -> Iterator[Problem]:
    if bound.file.at("retrieval").at("list").text("filters_by") != "ordered":
        return
    nothing = timedelta(0)
    reach = max((window.look_back or nothing for window in bound.channel.retrieval), default=nothing)
    lasts, shown = longest_life(bound.channel)
    if lasts > reach:
        back, day = format_duration(reach), -(-lasts // _A_DAY)
        message = f"an order may change on day {day}, and no window looks back further than {back}"
        window = max(bound.channel.retrieval, key=lambda each: each.look_back or nothing)
        hint = f"let a window `look_back` at least {day + 1} days"
        yield warning(window.place, CODE, message, hint, witness=f"{' > '.join(shown)}: day {day}")
