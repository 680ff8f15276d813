"""Real processes are killed around every batch of open orders that are read by their ids; the next ends what was begun.

What no list has shown is found all the same: once, told once as a miss, and no order is asked for again and again.
"""

from __future__ import annotations

import signal
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest

from stallkeeper.clock import ManualClock
from stallkeeper.orders import LedgerEntry
from stallkeeper.played.server import PlayedServer
from stallkeeper.runtime.sweep_report import OPEN_ORDERS
from tests.runtime.killed import rounds
from tests.runtime.played import Played, marketplace, seller
from tests.runtime.test_killed_between import PROCESSES

SECRETS = {"API_KEY": "played-api-key"}
ORDERS, BATCH, BATCHES = 110, 50, 3
DAY = timedelta(days=1)
STEPS = {
    "after batch 0 is noted": 0,
    "after order 7 is read": 0,
    "before batch 1 is stored": 0,
    "after batch 1 is stored": 1,
    "after order 57 is read": 1,
    "before batch 2 is stored": 1,
    "after batch 2 is stored": 2,
    "before batch 3 is stored": 2,
    "after batch 3 is stored": 3,
}
"""Where a process dies, and how many batches are stored by then."""


@dataclass
class Market:
    """Open orders that no list shows any more: they changed three weeks ago."""

    folder: Path
    server: PlayedServer
    clock: ManualClock
    ids: tuple[str, ...]

    def work(self, step: str = "never", count: int = BATCHES + 1) -> int | None:
        """A process does what is due, and dies at `step`; how it ended."""
        words = (self.folder / "stallkeeper.yaml", SECRETS, step, self.clock.now(), count)
        process = PROCESSES.Process(target=rounds, args=words, daemon=True)
        process.start()
        process.join(60)
        return process.exitcode

    @contextmanager
    def opened(self) -> Iterator[Played]:
        with seller(self.folder, "manomano", self.server, self.clock) as here:
            yield here

    def asked(self) -> Counter[str]:
        """How often each order was read by its id."""
        read = Counter(seen.path.rpartition("/")[2] for seen in self.server.requests if seen.route == "one_order")
        return Counter({order_id: read[order_id] for order_id in self.ids})

    def silently(self, order_id: str, native: str) -> None:
        """A change without a date."""
        self.server.world.troubles.switch_on("silent_change")
        self.server.world.report(order_id, native)
        self.server.world.troubles.switch_off("silent_change")


@pytest.fixture
def market(tmp_path: Path) -> Iterator[Market]:
    with marketplace("manomano") as (server, clock):
        ids = server.world.create(ORDERS, "PENDING", lines=1, ago=timedelta(days=21))
        market = Market(tmp_path, server, clock, ids)
        with market.opened() as here:
            here.engine.tick()
        clock.advance(DAY)
        yield market
        assert server.crashes == ()


def readings(here: Played) -> list[LedgerEntry]:
    return [entry for entry in here.engine.ledger("my-shop") if entry.sweep.window == OPEN_ORDERS]


@pytest.mark.requirement("R6")
@pytest.mark.requirement("R9")
@pytest.mark.parametrize("step", STEPS)
def test_killed_at_any_step_the_daily_reading_finds_once_what_no_list_has_shown(market: Market, step: str) -> None:
    changed, gone = (market.ids[0], market.ids[60], market.ids[-1]), market.ids[30]
    for order_id in changed:
        market.silently(order_id, "CANCELED")
    market.server.world.vanish(gone)
    assert market.work(step) == -signal.SIGKILL
    before = market.asked()
    assert market.work() == 0
    stored = min(STEPS[step] * BATCH, ORDERS)
    again = {order_id for order_id in market.ids if market.asked()[order_id] > before[order_id]}
    assert again == set(market.ids[stored:]), "what is stored is not asked for again, and the rest is"
    assert max(market.asked().values()) <= 2
    with market.opened() as here:
        for order_id in changed:
            moves = [event.to_status for event in here.store.history(here.key(order_id)) if event.kind == "moved"]
            assert moves == ["waiting_acceptance", "canceled"]
        assert here.order(gone).flags == ("vanished",)
        assert [(each.kind, each.count) for each in here.store.incidents()] == [("vanished", 1)]
        (entry,) = readings(here)
        assert (entry.sweep.state, entry.sweep.seen, entry.missed) == ("complete", ORDERS, len(changed))


@pytest.mark.requirement("R9")
def test_killed_again_and_again_every_process_reads_on_where_the_one_before_it_was(market: Market) -> None:
    for batch in range(1, BATCHES + 1):
        assert market.work(f"after batch {batch} is stored") == -signal.SIGKILL
    assert market.work() == 0
    assert set(market.asked().values()) == {1}


@pytest.mark.requirement("R13")
@pytest.mark.parametrize("step", ["before batch 1 is stored", "after batch 1 is stored"])
def test_killed_while_it_reads_an_order_that_is_back_nobody_is_left_told_that_it_is_gone(
    market: Market, step: str
) -> None:
    kept = market.server.world.vanish(market.ids[30])
    assert market.work() == 0
    market.server.world._orders[kept.id] = kept
    market.clock.advance(DAY)
    assert market.work(step) == -signal.SIGKILL
    assert market.work() == 0
    with market.opened() as here:
        assert here.order(kept.id).flags == ()
        assert here.store.incidents() == ()
