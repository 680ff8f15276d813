"""R27: of five workers that die at once nothing stays stuck, and nothing is done twice."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from pathlib import Path

import pytest

from stallkeeper.runtime.retry import LEASE
from tests.runtime.killed import ShiftedClock, open_mortal, worker
from tests.runtime.test_killed_between import CASES, PROCESSES, Market, kill, market, until

WORKERS, ORDERS = 5, 20


def asked(here: Market) -> None:
    """Twenty parcels wait to be sent."""
    here.server.world.create(ORDERS - 1, here.case.native, lines=1, ago=timedelta(hours=1))
    store, engine = open_mortal(here.accounts, here.case.secrets, ShiftedClock())
    assert engine.sync("my-shop", "catch_up").complete
    for order in store.orders():
        assert engine.act(here.case.action, order.key, here.case.fields, "seller:test").taken
    engine.close()
    store.close()
    assert states(here) == {"queued": ORDERS}


def states(here: Market) -> Counter[str]:
    return Counter(submission.state for submission in here.submissions())


def killed_at_once(here: Market) -> None:
    """Each of five workers has one action out when it dies; some take effect before, some after, some never."""
    here.fault("delay_next", seconds=20, after_effect=True, times=2)
    here.fault("delay_next", seconds=8, times=3)
    workers = [PROCESSES.Process(target=worker, args=(here.accounts, here.case.secrets)) for _ in range(WORKERS)]
    for each in workers:
        each.start()
    until(lambda: states(here)["sending"] == WORKERS)
    here.fault("drop_next")
    for each in workers:
        kill(each)
    assert states(here)["sending"] == WORKERS


@pytest.mark.requirement("R27")
def test_of_five_workers_killed_at_once_every_action_is_back_within_the_lease_and_done_once(tmp_path: Path) -> None:
    with market(CASES[0], tmp_path) as here:
        asked(here)
        killed_at_once(here)
        until(lambda: not here.armed("drop_next"))
        clock = ShiftedClock()
        store, engine = open_mortal(here.accounts, here.case.secrets, clock)
        clock.ahead = LEASE + timedelta(seconds=1)
        engine.send()
        assert states(here)["sending"] == 0
        for hours in (1, 3, 6):
            clock.ahead = timedelta(hours=hours)
            engine.send()
        engine.close()
        store.close()
        assert states(here) == {"confirmed": ORDERS}
        done = Counter(effect.order_id for effect in here.server.world.effects())
        assert done == dict.fromkeys(here.server.world.orders(), 1)
