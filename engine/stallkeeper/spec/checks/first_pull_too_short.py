"""The first reading of an account reaches less far back than an open order may be old.

By its own deadlines an order may still be open after that time; when an account is connected, such orders are never
read, and nobody ships them.

Bad:

    statuses:
      waiting_shipment:
        native: [PENDING]
        actions: [ship]
        next: [shipped]
        deadline: {within: 6 weeks, else: [canceled], kept_by: channel}
      shipped: {native: [SHIPPED]}
      canceled: {native: [CANCELED]}
    # binding.yaml
    maturity: draft

Good:

    statuses:
      waiting_shipment:
        native: [PENDING]
        actions: [ship]
        next: [shipped]
        deadline: {within: 4 weeks, else: [canceled], kept_by: channel}
      shipped: {native: [SHIPPED]}
      canceled: {native: [CANCELED]}
    # binding.yaml
    maturity: draft
"""

from __future__ import annotations

from collections.abc import Iterator

from stallkeeper.durations import format_duration
from stallkeeper.problems import Problem, warning
from stallkeeper.spec.bound import Bound
from stallkeeper.words import MAY_END

CODE = "first-pull-too-short"


def check_bound(bound: Bound) -> Iterator[Problem]:
    first_pull = bound.binding.retrieval.first_pull
    for name, spec in bound.channel.statuses.items():
        within = spec.deadline.within if spec.deadline is not None else None
        if name not in MAY_END and within is not None and within > first_pull:
            pull, lasts = format_duration(first_pull), format_duration(within)
            message = f'an order may be "{name}" for {lasts}, and the first reading of an account goes back {pull}'
            place = bound.file.at("retrieval").at("first_pull").place
            hint = f"let it go back at least {lasts}"
            yield warning(place, CODE, message, hint, witness=f"{name} since {lasts}")
            return
