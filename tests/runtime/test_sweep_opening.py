"""Two processes that find nothing under way begin one sweep between them, and both go on with it."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from stallkeeper.orders import Sweep
from stallkeeper.runtime.sweep_report import OPEN_ORDERS
from stallkeeper.store import Store
from tests.runtime.arranged import START, World, world

LONG_AGO = START - timedelta(days=20)


@pytest.fixture
def here(tmp_path: Path) -> World:
    arranged = world(tmp_path)
    arranged.shop.put("A1", "PAID", modified_at=LONG_AGO)
    arranged.pass_time(timedelta(minutes=1))
    return arranged


def another_process_is_first(here: World, monkeypatch: pytest.MonkeyPatch, window: str, since_ours: timedelta) -> None:
    """It saves its own sweep between the look for one and the saving of ours."""
    save = here.store.save_sweep

    def saved(ours: Sweep) -> None:
        monkeypatch.setattr(here.store, "save_sweep", save)
        started = ours.started_at - since_ours
        theirs = Sweep("theirs", "my-shop", window, ours.since, ours.until, started)
        with Store.open(here.folder / "orders.db", now=started) as other:
            other.save_sweep(theirs)
        save(ours)

    monkeypatch.setattr(here.store, "save_sweep", saved)


@pytest.mark.requirement("R10")
def test_who_comes_second_goes_on_with_the_sweep_of_the_first(here: World, monkeypatch: pytest.MonkeyPatch) -> None:
    another_process_is_first(here, monkeypatch, "latest", timedelta(0))
    assert here.engine.sync("my-shop", "latest").complete
    assert [(sweep.id, sweep.state) for sweep in here.store.sweeps()] == [("theirs", "complete")]
    assert here.order("A1").status == "waiting_shipment"


@pytest.mark.requirement("R10")
def test_the_same_holds_for_the_reading_of_open_orders(here: World, monkeypatch: pytest.MonkeyPatch) -> None:
    lane = here.engine._lanes.of("my-shop")
    for _ in range(2):
        for window in lane.spec.retrieval:
            here.engine.sync("my-shop", window.name)
        here.pass_time(timedelta(hours=25))
    for window in lane.spec.retrieval:
        here.engine.sync("my-shop", window.name)
    another_process_is_first(here, monkeypatch, OPEN_ORDERS, timedelta(0))
    sweep = here.engine._open_orders.look(lane)
    assert sweep is not None
    assert (sweep.id, sweep.state, sweep.seen) == ("theirs", "complete", 1)
