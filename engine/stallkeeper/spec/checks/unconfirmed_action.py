"""Nothing that the marketplace reports can ever confirm this action.

An action is true once a status of its `results_in` is seen. If all of these are only set by us (by a deadline that we
keep, or because the hub moves on), no report ever names them, and the action stays unconfirmed.

Bad:

    statuses:
      waiting_shipment: {native: [PENDING], actions: [ship], next: [shipped]}
      shipped:
        native: [SHIPPED]
        actions: [finish]
        deadline: {within: 60 days, else: [closed], kept_by: us}
      closed: {}
    actions:
      ship: {results_in: shipped}
      finish: {results_in: closed}

Good:

    statuses:
      waiting_shipment: {native: [PENDING], actions: [ship], next: [shipped]}
      shipped:
        native: [SHIPPED]
        actions: [finish]
        deadline: {within: 60 days, else: [closed], kept_by: us}
      closed: {native: [DONE]}
    actions:
      ship: {results_in: shipped}
      finish: {results_in: closed}
"""

from __future__ import annotations

from collections.abc import Iterator

from stallkeeper.problems import Problem, warning
from stallkeeper.spec.channel_spec import ChannelSpec
from stallkeeper.text.wording import listed

CODE = "unconfirmed-action"
NEEDS_WHOLE_FILE = True


def check(channel: ChannelSpec) -> Iterator[Problem]:
    told = {name for name, spec in channel.statuses.items() if spec.native}
    told |= {rule.status for rule in channel.lines.decide}
    ours = {spec.advances_to for spec in channel.statuses.values()}
    ours |= {
        outcome
        for spec in channel.statuses.values()
        if spec.deadline is not None and spec.deadline.kept_by == "us"
        for outcome in spec.deadline.outcomes
    }
    for name, action in channel.actions.items():
        if action.results_in and not set(action.results_in) & told and set(action.results_in) <= ours:
            message = f'no report can confirm "{name}": only we ourselves set {listed(action.results_in)}'
            hint = "add the `native` word that is reported then, or another status to `results_in`"
            place = channel.place_of("actions", name, "results_in")
            yield warning(place, CODE, message, hint, witness=f"{name} > {action.results_in[0]}")
