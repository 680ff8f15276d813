"""A status is named that this channel does not have.

Orders move only between the statuses that the file declares under `statuses:`. A `next`, `results_in`, `else`,
`starts_at`, a rule about lines, the status that fulfilled orders arrive in and the one from which a back office
imports all have to name one of them. A word that is no canonical status at all is an `unknown-status-word`.

Bad:

    statuses:
      waiting_shipment: {native: [PENDING], actions: [ship], next: [shipped]}
      shipped: {native: [SHIPPED], next: [refunded]}

Good:

    statuses:
      waiting_shipment: {native: [PENDING], actions: [ship], next: [shipped]}
      shipped: {native: [SHIPPED], next: [refunded]}
      refunded: {native: [REFUNDED]}
"""

from __future__ import annotations

from collections.abc import Iterator

from stallkeeper.problems import Problem
from stallkeeper.spec.channel_spec import ChannelSpec
from stallkeeper.spec.uses import status_uses
from stallkeeper.text.wording import did_you_mean

CODE = "undeclared-status"


def check(channel: ChannelSpec) -> Iterator[Problem]:
    for use in status_uses(channel):
        if use.status and use.status not in channel.statuses:
            message = f'{use.what} "{use.status}", a status this channel does not have'
            yield Problem(use.place, CODE, message, did_you_mean(use.status, channel.statuses))
    known = {*channel.lines.words, *(spec.status for spec in channel.statuses.values() if spec.native)}
    for index, rule in enumerate(channel.lines.decide):  # a line may have a word of its own, or one of the order's
        if rule.line_status and rule.line_status not in known:
            message = f'the rule asks for lines that are "{rule.line_status}", and no native word makes a line that'
            place = channel.place_of("lines", "decide", index, rule.quantifier)
            yield Problem(place, CODE, message, did_you_mean(rule.line_status, sorted(known)))
