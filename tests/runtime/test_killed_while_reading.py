"""Real processes are killed around every page of a sweep; the next goes on there, loses nothing and doubles nothing."""

from __future__ import annotations

import multiprocessing
import signal
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from stallkeeper.clock import SystemClock
from stallkeeper.orders import OrderKey
from stallkeeper.played.load import load_play
from stallkeeper.played.server import PlayedServer
from stallkeeper.played.world import World
from stallkeeper.store import Store
from stallkeeper.text.shipped import shipped_folder
from tests.runtime.killed import reader

PROCESSES = multiprocessing.get_context("forkserver")
PROCESSES.set_forkserver_preload(["tests.runtime.killed"])
SECRETS = {"K": "played-api-key"}
ORDERS = 160
PAGES = 4


@dataclass
class Market:
    """A played marketplace of four pages, and the accounts file of a seller on it."""

    server: PlayedServer
    accounts: Path

    def read(self, step: str = "never") -> int | None:
        """A process reads, and dies at `step`; how it ended."""
        process = PROCESSES.Process(target=reader, args=(self.accounts, SECRETS, step), daemon=True)
        process.start()
        process.join(60)
        return process.exitcode

    def pages_asked(self) -> int:
        return len([seen for seen in self.server.requests if seen.route == "list_orders"])

    def store(self) -> Store:
        return Store.open(self.accounts.parent / "orders.db", now=datetime.now(UTC))


@pytest.fixture
def market(tmp_path: Path) -> Iterator[Market]:
    spec, problems = load_play(shipped_folder("channels") / "manomano")
    assert spec is not None, problems
    world = World(spec, 1, SystemClock())
    world.create(ORDERS, "PENDING", lines=1, ago=timedelta(hours=1))
    with PlayedServer(world) as server:
        file = tmp_path / "stallkeeper.yaml"
        file.write_text(
            "language: 1\nstore: orders.db\naccounts:\n  my-shop:\n    channel: manomano\n"
            f'    hosts: {{api: "{server.base_url}"}}\n'
            "    parameters: {seller_contract_id: 12345}\n    secrets: {api_key: K}\n"
        )
        yield Market(server, file)
        assert server.crashes == ()


@pytest.mark.requirement("R3")
@pytest.mark.parametrize("page", range(1, PAGES + 1))
@pytest.mark.parametrize("moment", ["before", "after"])
def test_killed_around_a_page_a_sweep_goes_on_there(market: Market, moment: str, page: int) -> None:
    assert market.read(f"{moment} page {page} is stored") == -signal.SIGKILL
    stored = page if moment == "after" else page - 1
    with market.store() as store:
        assert sum(store.counts().values()) == min(stored * 50, ORDERS)
        assert (store.cursor("my-shop", "latest") is None) == (stored < PAGES)
    asked = market.pages_asked()
    assert market.read() == 0
    assert market.pages_asked() - asked == (PAGES - stored if 0 < stored < PAGES else PAGES if stored == 0 else 1)
    everything_once(market)


def test_killed_again_and_again_a_sweep_still_comes_to_its_end(market: Market) -> None:
    for page in range(1, PAGES + 1):
        assert market.read(f"after page {page} is stored") == -signal.SIGKILL
    assert market.pages_asked() == PAGES
    everything_once(market)


def everything_once(market: Market) -> None:
    """Every order of the marketplace, each first seen once, and the window proven read."""
    with market.store() as store:
        assert {order.id for order in store.orders()} == set(market.server.world.orders())
        for order_id in market.server.world.orders():
            history = store.history(OrderKey("my-shop", "manomano", order_id))
            assert [event.kind for event in history] == ["first_seen", "moved"]
        newest = store.sweeps("my-shop")[0]
        assert newest.state == "complete"
        assert store.open_sweep("my-shop", "latest") is None
        cursor = store.cursor("my-shop", "latest")
        assert cursor is not None and cursor.read_until == newest.until
