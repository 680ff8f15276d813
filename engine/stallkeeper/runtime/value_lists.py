"""An action of an account in; the lists that the channel gives for its fields out, as far as they can be read."""

from __future__ import annotations

from stallkeeper.errors import AccountError, ChannelError
from stallkeeper.orders import ListedValue, Lists
from stallkeeper.runtime.lane import Lane


def lists_for(lane: Lane, action: str) -> Lists:
    """The lists by name. One that cannot be read is left out: what the spec holds stands for it then."""
    spec = lane.spec.actions.get(action)
    fields = () if spec is None else (lane.spec.fields.get(name) for name in spec.takes())
    wanted = {field.values_from for field in fields if field is not None and field.values_from is not None}
    found: dict[str, tuple[ListedValue, ...]] = {}
    for name in sorted(wanted):
        try:
            found[name] = lane.client.values(name)
        except (ChannelError, AccountError):
            continue
    return found
