"""A channel's folder in; its marketplace played on loopback, and the account a seller has there, out."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from stallkeeper.cli.played_account import PlayedAccount
from stallkeeper.clock import Clock
from stallkeeper.errors import SpecError, UsageError
from stallkeeper.machine.compile import Machine, compile_machine
from stallkeeper.played.load import load_play
from stallkeeper.played.server import PlayedServer
from stallkeeper.played.world import World
from stallkeeper.runtime.opening import usable
from stallkeeper.spec.binding_spec import BindingSpec
from stallkeeper.spec.catalog import Catalog


@dataclass(frozen=True, slots=True)
class Market:
    """One played marketplace: our side of it (`machine`, `binding`), and the truth, `world`, behind a server."""

    channel: str
    machine: Machine
    binding: BindingSpec
    world: World
    server: PlayedServer

    @property
    def account(self) -> str:
        """What the demo calls its account there."""
        return f"demo-{self.channel.replace('/', '-')}"

    def arrive_until(self, count: int, most: int) -> None:
        """Let orders of our account arrive, an hour ago, until there are `count`; `most` will ever come.

        One order of each kind comes first, so that none is missed by chance.
        """
        here = len(self.world.orders())
        kinds = [arrival.name for arrival in self.world.play.arrivals][:most] if not here else []
        for kind in kinds:
            self._create(1, kind)
        self._create(max(0, count - here - len(kinds)))

    def _create(self, count: int, kind: str | None = None) -> None:
        marks = self.world.play.account_orders
        self.world.create(count, variant=kind, ago=timedelta(hours=1), changes=marks)

    def account_entry(self) -> dict[str, Any]:
        """The account as stallkeeper.yaml has it: every host of the binding is the played one."""
        return self._played().entry()

    def environment(self) -> Mapping[str, str]:
        """What the environment variables of the account's secrets hold, as the played marketplace takes them."""
        return self._played().environment()

    def _played(self) -> PlayedAccount:
        return PlayedAccount(self.account, self.channel, self.server.base_url, self.world.play, self.binding)


def playable(catalog: Catalog) -> tuple[str, ...]:
    """The channels of the catalog that can be played."""
    return tuple(name for name in catalog.names() if (catalog.folder(name) / "play.yaml").is_file())


@contextmanager
def opened(catalog: Catalog, clock: Clock, seed: int) -> Iterator[tuple[Market, ...]]:
    """All marketplaces that can be played, open for business while the block lasts."""
    names = playable(catalog)
    if not names:
        raise UsageError("no channel of the catalog has a play.yaml, so there is none to play")
    with ExitStack() as stack:
        yield tuple(_open(catalog, name, clock, seed, stack) for name in names)


def _open(catalog: Catalog, channel: str, clock: Clock, seed: int, stack: ExitStack) -> Market:
    loaded = usable(channel, catalog.load(channel))
    play, problems = load_play(catalog.folder(channel))
    if loaded.spec is None or loaded.binding is None or play is None:
        raise SpecError(f"{channel} cannot be played: its play.yaml or binding.yaml has problems", problems)
    world = World(play, seed, clock)
    server = stack.enter_context(PlayedServer(world))
    return Market(channel, compile_machine(loaded.spec), loaded.binding, world, server)


def accounts_text(markets: Sequence[Market], store: str) -> str:
    """The stallkeeper.yaml of an account at each marketplace. JSON's scalars and flow collections are YAML's."""
    lines = ["# Written by `stallkeeper demo`. The marketplaces were played and are gone.", "language: 1"]
    lines += [f"store: {json.dumps(store)}", "accounts:"]
    lines += [f"  {market.account}: {json.dumps(market.account_entry())}" for market in markets]
    return "\n".join(lines) + "\n"
