"""An action is declared, and no status offers it.

Nobody could ever do it: either a status forgot it, or it should not be declared.

Bad:

    actions:
      ship: {results_in: shipped}
      accept: {results_in: waiting_shipment}

Good:

    actions:
      ship: {results_in: shipped}
"""

from __future__ import annotations

from collections.abc import Iterator

from stallkeeper.problems import Problem
from stallkeeper.spec.channel_spec import ChannelSpec

CODE = "dead-action"
MAY_BE_ALLOWED = True
NEEDS_WHOLE_FILE = True


def check(channel: ChannelSpec) -> Iterator[Problem]:
    offered = {action for spec in channel.statuses.values() for action in spec.actions}
    for name, action in channel.actions.items():
        if name not in offered:
            message = f'action "{name}" is offered in no status'
            yield Problem(action.place, CODE, message, "list it in the `actions` of a status, or remove it")
