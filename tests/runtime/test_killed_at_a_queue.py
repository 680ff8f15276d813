"""A real process is killed between a page of a queue and its acknowledgement: the queue ends empty, all is stored."""

from __future__ import annotations

import signal
import subprocess
import sys
from pathlib import Path

import pytest

from stallkeeper.bindings.connect import connect
from stallkeeper.bindings.marketplace_client import MarketplaceClient
from stallkeeper.clock import ManualClock
from tests.bindings.serving import serving
from tests.bindings.small_channels import SETTINGS, account_of, loaded_channel
from tests.bindings.test_thin_lists_over_http import Queue
from tests.runtime.arranged import START, World, world
from tests.runtime.killed import die_at

ORDERS = ("a", "b", "c", "d", "e")
KILLED = """
import os, sys
from pathlib import Path
from stallkeeper.store import Store
from tests.runtime import killed
from tests.runtime.test_killed_at_a_queue import opened

os.environ[killed.DIES_AT] = sys.argv[3]
Store.open = killed.MortalStore.open
opened(Path(sys.argv[1]), sys.argv[2]).engine.sync("my-shop", "latest")
"""


class Acknowledging:
    """The client of a queue, whose process may die around what it tells it."""

    def __init__(self, inner: MarketplaceClient) -> None:
        self.pages, self.carriers, self.fetch, self.close = inner.pages, inner.carriers, inner.fetch, inner.close
        self._inner = inner

    def acknowledge(self, order_ids: tuple[str, ...]) -> None:
        die_at("before the page is acknowledged")
        self._inner.acknowledge(order_ids)
        die_at("after the page is acknowledged")


def opened(folder: Path, url: str) -> World:
    loaded, clock = loaded_channel("queue_shop"), ManualClock(START)
    account = account_of(loaded, url)

    def client(_: object) -> Acknowledging:
        return Acknowledging(connect(loaded, account, clock, settings=SETTINGS))

    return world(folder, loaded, clock, connect=client)


@pytest.mark.requirement("R3")
@pytest.mark.requirement("R37")
@pytest.mark.parametrize(
    ("step", "stored", "waiting"),
    [
        ("before page 1 is stored", 0, 5),
        ("before the page is acknowledged", 2, 5),
        ("after the page is acknowledged", 2, 3),
        ("before page 2 is stored", 2, 3),
    ],
)
def test_killed_around_an_acknowledgement_nothing_of_a_queue_is_lost_or_doubled(
    tmp_path: Path, step: str, stored: int, waiting: int
) -> None:
    market = Queue(*ORDERS)
    with serving(market) as server:
        words = [sys.executable, "-c", KILLED, str(tmp_path), server.url, step]
        killed = subprocess.run(words, capture_output=True, text=True, timeout=60, check=False)
        assert killed.returncode == -signal.SIGKILL, killed.stderr
        here = opened(tmp_path, server.url)
        assert (len(list(here.store.orders())), len(market.waiting)) == (stored, waiting)
        assert here.engine.sync("my-shop", "latest").complete
        assert (sorted(order.id for order in here.store.orders()), market.waiting) == (list(ORDERS), [])
        assert [here.history(each).count("first_seen") for each in ORDERS] == [1] * len(ORDERS)
        here.engine.close()
        here.store.close()
