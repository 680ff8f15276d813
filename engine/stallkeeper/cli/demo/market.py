"""A channel's folder in, its marketplace played on loopback in this process out, and the account that a seller has there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from stallkeeper.clock import Clock
from stallkeeper.errors import SpecError
from stallkeeper.played.load import load_play
from stallkeeper.played.server import PlayedServer
from stallkeeper.played.world import World
from stallkeeper.spec.binding_spec import BindingSpec
from stallkeeper.spec.catalog import Catalog
from stallkeeper.spec.channel_spec import ChannelSpec
from stallkeeper.spec.loaded import LoadedChannel


def playable(catalog: Catalog) -> tuple[str, ...]:
    """The channels of the catalog that can be played."""
    return tuple(name for name in catalog.names() if (catalog.folder(name) / "play.yaml").is_file())


@dataclass(frozen=True, slots=True)
class Market:
    """One played marketplace: what our side knows of it (`spec`, `binding`), the truth (`world`), and its server."""

    channel: str
    spec: ChannelSpec
    binding: BindingSpec
    world: World
    server: PlayedServer

    @property
    def account(self) -> str:
        """What the demo calls its account there."""
        return f"demo-{self.channel}"

    def account_entry(self) -> dict[str, Any]:
        """The account's part of stallkeeper.yaml: every host of the binding is the played one."""
        entry: dict[str, Any] = {"channel": self.channel, "hosts": dict.fromkeys(self.binding.hosts, self.server.url)}
        if self.world.play.account_parameters:
            entry["parameters"] = dict(self.world.play.account_parameters)
        if self.binding.secrets:
            entry["secrets"] = {name: self.variable(name) for name in self.binding.secrets}
        return entry

    def environment(self) -> Mapping[str, str]:
        """The environment variables that hold the account's secrets, as the played marketplace takes them."""
        return {self.variable(name): self.world.play.credentials[name] for name in self.binding.secrets}

    def variable(self, secret: str) -> str:
        """The environment variable that stallkeeper.yaml names for a secret."""
        return f"DEMO_{self.channel}_{secret}".upper().replace("-", "_")
