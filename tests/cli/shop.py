"""A seller's desk for tests: a played marketplace that really listens, and the accounts file that leads to it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from click.testing import Result

from stallkeeper.clock import SystemClock
from stallkeeper.played.load import load_play
from stallkeeper.played.server import PlayedServer
from stallkeeper.played.world import World
from stallkeeper.text.shipped import shipped_folder
from tests.cli.command_line import run

ENVIRON = {"SHOP_KEY": "played-api-key"}


@dataclass(frozen=True, slots=True)
class Shop:
    """One account, called `shop`, at a played ManoMano; `world` is the truth there."""

    world: World
    server: PlayedServer
    accounts: Path

    def run(self, *words: str, environ: Mapping[str, str] = ENVIRON) -> Result:
        """The command line with this shop's accounts."""
        return run("--accounts", str(self.accounts), *words, environ=environ)

    def arrive(self, native: str, count: int = 1, **changes: object) -> tuple[str, ...]:
        """Orders that came an hour ago, in one native status."""
        return self.world.create(count, native, ago=timedelta(hours=1), changes=changes)

    @property
    def store(self) -> Path:
        return self.accounts.parent / "orders.db"


@contextmanager
def open_shop(folder: Path) -> Iterator[Shop]:
    """A shop with no orders yet."""
    play, problems = load_play(shipped_folder("channels") / "manomano")
    assert play is not None, problems
    world = World(play, 1, SystemClock())
    with PlayedServer(world) as server:
        accounts = folder / "stallkeeper.yaml"
        accounts.write_text(accounts_text(server.base_url))
        yield Shop(world, server, accounts)


def accounts_text(url: str) -> str:
    """The accounts file of the shop."""
    return f"""language: 1
store: orders.db
accounts:
  shop:
    channel: manomano
    hosts: {{api: "{url}"}}
    parameters: {{seller_contract_id: 12345}}
    secrets: {{api_key: SHOP_KEY}}
"""
