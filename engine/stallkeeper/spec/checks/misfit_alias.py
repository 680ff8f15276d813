"""An action goes out by the binding of another one that does not fit it.

`sent_as` names an action of the same channel that has a binding of its own. All that the alias may be given has to be
a field of that action, or it is never sent; and all that the action always needs has to be needed by the alias too,
or have a default, or the request would go out without it.

Bad:

    statuses:
      waiting_shipment: {native: [PENDING], actions: [ship], next: [shipped]}
      shipped: {native: [SHIPPED], actions: [refund, cancel]}
      refunded: {native: [REFUNDED]}
      canceled: {native: [CANCELED]}
    actions:
      ship: {results_in: shipped}
      refund: {results_in: refunded, needs: [refund_reason]}
      cancel: {results_in: canceled, sent_as: refund, accepts: [comment]}

Good:

    statuses:
      waiting_shipment: {native: [PENDING], actions: [ship], next: [shipped]}
      shipped: {native: [SHIPPED], actions: [refund, cancel]}
      refunded: {native: [REFUNDED]}
      canceled: {native: [CANCELED]}
    actions:
      ship: {results_in: shipped}
      refund: {results_in: refunded, needs: [refund_reason]}
      cancel: {results_in: canceled, sent_as: refund, needs: [refund_reason]}
"""

from __future__ import annotations

from collections.abc import Iterator

from stallkeeper.problems import Problem
from stallkeeper.spec.channel_spec import ActionSpec, ChannelSpec
from stallkeeper.text.wording import did_you_mean, listed, quoted

CODE = "misfit-alias"
NEEDS_WHOLE_FILE = True


def check(channel: ChannelSpec) -> Iterator[Problem]:
    for action in channel.actions.values():
        if action.sent_as is not None:
            for message, hint in _misfits(action, action.sent_as, channel):
                yield Problem(channel.value_place_of("actions", action.name, "sent_as"), CODE, message, hint)


def _misfits(alias: ActionSpec, target: str, channel: ChannelSpec) -> Iterator[tuple[str, str]]:
    action = channel.actions.get(target)
    others = [name for name in channel.actions if name != alias.name]
    if action is None or action is alias or action.sent_as is not None:
        what = "has no binding of its own" if action is not None else "this channel does not have"
        yield f'"{alias.name}" is sent as {quoted(target)}, an action that {what}', did_you_mean(target, others)
        return
    unsent = [name for name in alias.takes() if name not in action.takes()]
    if unsent:
        yield (
            f'"{alias.name}" takes {listed(unsent)}, which "{target}" never sends',
            f"remove it, or add it to `{target}`",
        )
    lacking = [name for name in action.always_needs() if not _is_sure(name, alias, channel)]
    if lacking:
        message = f'"{target}" cannot be sent without {listed(lacking)}, which "{alias.name}" does not need'
        yield message, f"add it to the needs of `{alias.name}`"


def _is_sure(name: str, alias: ActionSpec, channel: ChannelSpec) -> bool:
    """Whether the alias always has a value for the field."""
    has_default = name in channel.fields and channel.fields[name].default is not None
    return name in alias.always_needs() or (has_default and name in alias.accepts)
