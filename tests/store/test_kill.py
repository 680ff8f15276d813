"""A process that writes pages is killed ten times; what it had committed is there, whole, and nothing else."""

from __future__ import annotations

import random
import subprocess
import sys
import threading
from pathlib import Path

from stallkeeper.store import Store
from tests.shared_material import ROOT
from tests.store.page_writer import ORDERS_PER_PAGE, orders_of, payload_of, read_until
from tests.store.samples import NOW, first_events

KILLS = 10


def killed_writer(path: Path, seconds: float) -> int:
    """Let a writer store at least one page, then kill it `seconds` later; the last page it said it had stored."""
    writer = subprocess.Popen(
        [sys.executable, "-m", "tests.store.page_writer", str(path)], stdout=subprocess.PIPE, text=True, cwd=ROOT
    )
    assert writer.stdout is not None
    first = writer.stdout.readline()
    threading.Timer(seconds, writer.kill).start()
    said = [first, *writer.stdout]
    writer.wait(timeout=30)
    assert writer.returncode == -9
    return int([line for line in said if line.endswith("\n")][-1])


def counted(store: Store, table: str) -> int:
    count: int = store._database.rows(f"SELECT count(*) FROM {table}")[0][0]
    return count


def assert_whole(store: Store, since: int) -> int:
    """Sweep, cursor and all rows are of the same page; every order of the pages after `since` is as it was written."""
    assert store._database.rows("PRAGMA integrity_check") == [("ok",)]
    assert store._database.rows("PRAGMA foreign_key_check") == []
    sweep, cursor = store.open_sweep("my-shop", "latest"), store.cursor("my-shop", "latest")
    assert sweep is not None
    assert cursor is not None
    assert cursor.read_until == read_until(sweep.pages)
    assert sweep.resume == f"page={sweep.pages + 1}"
    orders = sweep.pages * ORDERS_PER_PAGE
    assert [counted(store, table) for table in ("orders", "personal", "lines", "history")] == [
        orders,
        orders,
        3 * orders,
        2 * orders,
    ]
    for page in range(since + 1, sweep.pages + 1):
        for order in orders_of(page):
            assert store.order(order.key) == order
            assert store.payload(order.key) == payload_of(order)
            assert store.history(order.key) == first_events(order)
    return sweep.pages


def test_a_writer_that_is_killed_loses_nothing_and_leaves_no_half_page(tmp_path: Path) -> None:
    path, chance, stored = tmp_path / "orders.db", random.Random(), 0
    for _ in range(KILLS):
        said = killed_writer(path, chance.uniform(0, 0.12))
        with Store.open(path, now=NOW) as store:
            before, stored = stored, assert_whole(store, stored)
        assert stored > before
        assert stored - said in (0, 1)  # one page may have been stored and not yet been told of
