"""Rules while the engine runs: between pages, on threads, for several accounts, when their time has come."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from stallkeeper.accounts import load_accounts
from stallkeeper.clock import SystemClock
from stallkeeper.played.server import PlayedServer
from stallkeeper.runtime.engine import Engine
from stallkeeper.runtime.opening import open_catalog, wire
from stallkeeper.runtime.progress import PageStored, Progress, SubmissionMoved
from stallkeeper.store import Store
from tests.runtime.played import marketplace, played

ACCOUNT = """  {name}:
    channel: manomano
    hosts: {{api: "{url}"}}
    parameters: {{seller_contract_id: 12345}}
    secrets: {{api_key: K}}
    rules:
      accept: {{when: {{status: waiting_acceptance}}, do: accept}}
"""


@contextmanager
def working(folder: Path, servers: dict[str, PlayedServer], tell: Callable[[Progress], None]) -> Iterator[Engine]:
    """An engine by the machine's own clock, with an account at each marketplace."""
    file = folder / "stallkeeper.yaml"
    accounts = "".join(ACCOUNT.format(name=name, url=server.base_url) for name, server in servers.items())
    file.write_text(f"language: 1\nstore: orders.db\naccounts:\n{accounts}")
    loaded, clock = load_accounts(file, {"K": "played-api-key"}), SystemClock()
    with (
        Store.open(loaded.store, now=clock.now()) as store,
        wire(loaded, open_catalog(), store, clock, tell) as engine,
    ):
        yield engine


@pytest.mark.parametrize("workers", [1, 3])
def test_every_order_of_every_account_is_acted_on_once(tmp_path: Path, workers: int) -> None:
    told: list[Any] = []
    with marketplace("manomano") as (first, _), marketplace("manomano") as (second, _):
        servers = {"first": first, "second": second}
        for server in servers.values():
            server.world.create(30, "PENDING", lines=1, ago=timedelta(minutes=30))
        with working(tmp_path, servers, told.append) as engine:
            end = time.monotonic() + 60
            engine.run(lambda: time.monotonic() > end or all(_all_done(each) for each in servers.values()), workers)
            assert len(engine.store.submissions()) == 60
        for server in servers.values():
            orders = [effect.order_id for effect in server.world.effects()]
            assert (len(orders), set(orders)) == (30, set(server.world.orders()))


def _all_done(server: PlayedServer) -> bool:
    return len(server.world.effects()) >= 30


def test_a_rule_acts_on_the_first_page_while_the_next_ones_are_still_read(tmp_path: Path) -> None:
    told: list[str] = []

    def tell(event: Progress) -> None:
        if isinstance(event, PageStored):
            told.append(f"page {event.page}")
        elif isinstance(event, SubmissionMoved) and event.state == "confirmed":
            told.append("confirmed")

    with marketplace("manomano") as (server, _):
        server.world.create(150, "PREPARATION", lines=1, ago=timedelta(minutes=30))
        server.world.create(1, "PENDING", lines=1, ago=timedelta(minutes=40))
        with working(tmp_path, {"first": server}, tell) as engine:
            end = time.monotonic() + 60
            engine.run(lambda: time.monotonic() > end or "confirmed" in told, 1)
    assert told[:2] == ["page 1", "confirmed"]


def test_the_next_tick_comes_when_a_rule_has_waited_long_enough(tmp_path: Path) -> None:
    rule = "rules:\n  accept: {when: {status: waiting_acceptance, for: 1 hour}, do: accept}\n"
    with played(tmp_path, "manomano", rule) as here:
        here.engine.tick()
        here.world.create(1, "PENDING", ago=timedelta(minutes=1))
        came = here.clock.now() - timedelta(minutes=1)
        for _ in range(12):
            due = here.engine.tick().next_due
            assert due > here.clock.now()
            here.clock.advance(due - here.clock.now())
            if here.world.effects():
                break
        (effect,) = here.world.effects()
        assert abs(effect.at - came - timedelta(hours=1)) <= timedelta(seconds=1)
