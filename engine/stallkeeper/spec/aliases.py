"""A binding and its channel in; the binding with every action of the channel that goes out by another one's out."""

from __future__ import annotations

from dataclasses import replace
from types import MappingProxyType

from stallkeeper.spec.binding_spec import BindingSpec
from stallkeeper.spec.channel_spec import ChannelSpec


def with_aliases(binding: BindingSpec, channel: ChannelSpec | None) -> BindingSpec:
    """Whoever sends an action finds how under its own name, and need not know that it is sent as another."""
    aliases = {name: action.sent_as for name, action in channel.actions.items() if action.sent_as} if channel else {}
    bound = {name: binding.actions[target] for name, target in aliases.items() if target in binding.actions}
    return replace(binding, actions=MappingProxyType({**binding.actions, **bound})) if bound else binding
