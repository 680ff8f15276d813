"""Many queued shipments at the played Amazon, whose budgets are the tightest: what is the brake when time is driven.

Real requests over loopback; the clock is driven, and every wait for a budget moves it on. An order may be read once in
two seconds, and so may its items: 10,000 orders take 5 h 33 min by the marketplace's own rules, whatever is done.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from stallkeeper.clock import ManualClock
from stallkeeper.orders import OPEN_STATES
from stallkeeper.played.load import load_play
from stallkeeper.played.server import PlayedServer
from stallkeeper.played.world import World
from stallkeeper.runtime.engine import Engine
from stallkeeper.runtime.opening import open_engine
from stallkeeper.store import OrderFilter
from tests.benchmarks.measure import Row
from tests.channel_folders import folder_of
from tests.played.speaking import START

FEW, LARGE = 300, 10_000
APART = timedelta(seconds=2)
"""Between two readings of an order, by the binding."""
BURST = 30
ENVIRON = {"AMAZON_ID": "played-client", "AMAZON_SECRET": "played-secret", "AMAZON_REFRESH": "played-refresh"}
ACCOUNTS = """language: 1
store: orders.db
accounts:
  shop:
    channel: amazon
    hosts: {{api: "{url}", login: "{url}"}}
    parameters: {{marketplaces: A1PA6795UKMFR9}}
    secrets: {{client_id: AMAZON_ID, client_secret: AMAZON_SECRET, refresh_token: AMAZON_REFRESH}}
"""


def measure(folder: Path, large: bool = False) -> list[Row]:
    """Every shipment confirmed by a look at the order, none sent twice; and how much of the budget was used."""
    count = LARGE if large else FEW
    with selling(folder) as (server, clock, engine):
        ids = server.world.create(count, variant="to_ship", ago=timedelta(hours=1))
        assert engine.sync("shop", "latest").complete
        before, begun, begin = len(server.requests), clock.now(), time.process_time()
        for order in engine.store.orders(OrderFilter(statuses=("waiting_shipment",))):
            fields = {"carrier": "DPD", "tracking_number": f"0150{order.id[-10:]}"}
            assert engine.act("ship", order.key, fields, "seller:bench").submission is not None
        settle(engine, clock)
        took, cpu = clock.now() - begun, time.process_time() - begin
        asked = Counter(_route(request.method, request.path) for request in server.requests[before:])
        confirmed = len(engine.store.submissions(states=("confirmed",)))
        effects = Counter(effect.order_id for effect in server.world.effects())
        assert server.crashes == ()
    most = max(asked["order"], asked["items"])
    whole = f"{count:,} queued ships"
    return [
        Row(f"{whole}: confirmed by reading back", confirmed / count * 100, unit="%", goal=100, at_least=True),
        Row(
            f"{whole}: orders shipped exactly once", sum(effects[one] == 1 for one in ids) / count * 100, "%", 100, True
        ),
        Row(f"{whole}: use of the tightest budget", (most - BURST) * APART / took, goal=0.95, at_least=True),
        Row(f"{whole}: readings of an order for each", asked["order"] / count, unit=""),
        Row(f"{whole}: driven hours", took / timedelta(hours=1), unit="h"),
        Row(f"{whole}: milliseconds of CPU each, the marketplace's included", cpu / count * 1000, unit="ms"),
    ]


@contextmanager
def selling(folder: Path) -> Iterator[tuple[PlayedServer, ManualClock, Engine]]:
    """A played marketplace whose orders wait for their seller, and a seller there, with one clock.

    Of 10,000 orders that wait for most of a day the play would cancel one in fifty; they would rightly not be sent.
    """
    clock = ManualClock(START)
    play, problems = load_play(folder_of("amazon"))
    assert play is not None, problems
    file = folder / "stallkeeper.yaml"
    with PlayedServer(World(replace(play, moves=()), 7, clock)) as server:
        file.write_text(ACCOUNTS.format(url=server.base_url))
        with open_engine(file, environ=ENVIRON, clock=clock) as engine:
            yield server, clock, engine


def settle(engine: Engine, clock: ManualClock) -> None:
    """Send and look until nothing is open; the clock moves on to what is due next."""
    while (due := engine.store.next_attempt_at(OPEN_STATES)) is not None:
        clock.advance(max(due - clock.now(), timedelta(0)))
        engine.send()


def _route(method: str, path: str) -> str:
    if method == "POST":
        return "confirm"
    return "items" if path.endswith("/orderItems") else "order"
