"""An engine over a played marketplace that really listens, with a clock that is driven by hand."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from textwrap import dedent, indent
from threading import get_ident
from typing import Any

from stallkeeper.accounts import load_accounts
from stallkeeper.clock import ManualClock, SystemClock
from stallkeeper.orders import Order, OrderKey
from stallkeeper.played.load import load_play
from stallkeeper.played.server import PlayedServer
from stallkeeper.played.world import World
from stallkeeper.runtime.engine import Engine
from stallkeeper.runtime.opening import open_catalog, wire
from stallkeeper.store import Store
from stallkeeper.store.stock import Stock
from tests.channel_folders import folder_of

SELLER = "seller:anna"
ACCOUNTS = {
    "manomano": ("{api: URL}", "parameters: {seller_contract_id: 12345}", {"api_key": "played-api-key"}),
    "veepee": ("{api: URL}", "parameters: {shop_channel_id: 1}", {"token": "played-token"}),
    "mirakl": ("{api: URL}", "parameters: {shop_id: 2001}", {"api_key": "played-key"}),
    "cdiscount/soap": ("{api: URL, sts: URL}", "", {"login": "played-login", "password": "played-password"}),
}


@dataclass(frozen=True)
class Played:
    """`world` is the truth; `engine` and `store` are the seller's, with the account `my-shop`."""

    world: World
    server: PlayedServer
    clock: ManualClock
    store: Store
    engine: Engine

    def arrive(self, native: str, count: int = 1, **more: Any) -> tuple[str, ...]:
        """Orders that came an hour ago, in one native status."""
        return self.world.create(count, native, ago=timedelta(hours=1), **more)

    def sync(self, window: str = "latest") -> None:
        """Read a window, and everything of it."""
        result = self.engine.sync("my-shop", window)
        assert result.complete, result

    def key(self, order_id: str) -> OrderKey:
        return next(order.key for order in self.store.find(order_id))

    def order(self, order_id: str) -> Order:
        (order,) = self.store.find(order_id)
        return order


@contextmanager
def marketplace(
    channel: str, folder: Path | None = None, clock: ManualClock | None = None
) -> Iterator[tuple[PlayedServer, ManualClock]]:
    """A played marketplace, and its clock, which begins now and is driven by hand. `folder` is not the bundled one."""
    spec, problems = load_play(folder or folder_of(channel))
    assert spec is not None, problems
    clock = clock or ManualClock(SystemClock().now())
    with PlayedServer(World(spec, 1, clock)) as server:
        yield server, clock


@contextmanager
def seller(
    folder: Path,
    channel: str,
    server: PlayedServer,
    clock: ManualClock,
    keys: str = "",
    stock: Mapping[str, Stock] | None = None,
    channels: tuple[Path, ...] = (),
    name: str = "my-shop",
) -> Iterator[Played]:
    """A seller there, whose store lies in the folder. `keys` are further lines of the account, which has a `name`."""
    hosts, more, secrets = ACCOUNTS[channel]
    names = ", ".join(f"{name}: {name.upper()}" for name in secrets)
    file = folder / "stallkeeper.yaml"
    lines = ["language: 1", "store: orders.db", "accounts:", f"  {name}:", f"    channel: {channel}"]
    url = f'"{server.base_url}"'
    lines += [
        f"    hosts: {hosts.replace('URL', url)}",
        f"    secrets: {{{names}}}",
        *([f"    {more}"] if more else []),
        indent(dedent(keys), "    "),
    ]
    written = file.with_name(f"{file.name}.{get_ident()}")
    written.write_text("\n".join(lines) + "\n")
    written.replace(file)  # several sellers may share the folder
    accounts = load_accounts(file, {name.upper(): value for name, value in secrets.items()})
    with (
        Store.open(accounts.store, now=clock.now()) as store,
        wire(accounts, open_catalog(channels), store, clock, stock=stock) as engine,
    ):
        yield Played(server.world, server, clock, store, engine)


@contextmanager
def played(folder: Path, channel: str, keys: str = "", stock: Mapping[str, Stock] | None = None) -> Iterator[Played]:
    """A marketplace and a seller, both with the same clock."""
    with marketplace(channel) as (server, clock), seller(folder, channel, server, clock, keys, stock) as here:
        yield here
