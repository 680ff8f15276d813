"""A first pull of twenty thousand orders, killed in the middle: the next sync goes on at the next page."""

from __future__ import annotations

import json
import os
import re
import sqlite3
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from tests.benchmarks.orders import orders
from tests.shared_material import ROOT

ORDERS, PAGE = 20_000, 500
PAGES = ORDERS // PAGE
CATALOG = ROOT / "tests" / "benchmarks" / "catalog"


@pytest.fixture
def marketplace() -> Iterator[str]:
    """The base URL of a bare marketplace, a process of its own."""
    words = ["-m", "tests.benchmarks.server", f"--orders={ORDERS}", f"--page={PAGE}"]
    with subprocess.Popen([sys.executable, *words], cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        port = re.search(r"port=(\d+)", process.stdout.readline())
        assert port is not None
        yield f"http://127.0.0.1:{port[1]}"
        process.terminate()


def requests_of(marketplace: str) -> int:
    with urllib.request.urlopen(f"{marketplace}/__stats") as answer:
        return int(json.load(answer)["requests"])


def sync(accounts: Path) -> subprocess.Popen[bytes]:
    words = ["--accounts", str(accounts), "--channels", str(CATALOG), "sync", "bench"]
    silence = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    return subprocess.Popen(
        [sys.executable, "-m", "stallkeeper", *words], env={**os.environ, "BENCH_TOKEN": "t0ken"}, **silence
    )


def pages_stored(store: Path) -> int:
    if not store.exists():
        return 0
    with closing(sqlite3.connect(store)) as connection:
        try:
            return int(connection.execute("SELECT coalesce(max(pages), 0) FROM sweeps").fetchone()[0])
        except sqlite3.OperationalError:  # its tables are being made just now
            return 0


def test_twenty_thousand_orders_killed_in_the_middle_are_all_there_once(tmp_path: Path, marketplace: str) -> None:
    store, accounts = tmp_path / "orders.db", tmp_path / "stallkeeper.yaml"
    accounts.write_text(
        "language: 1\nstore: orders.db\naccounts:\n  bench:\n    channel: stallpost\n"
        f'    hosts: {{api: "{marketplace}"}}\n    secrets: {{token: BENCH_TOKEN}}\n'
    )
    with sync(accounts) as first:
        while pages_stored(store) < PAGES // 4:
            assert first.poll() is None
            time.sleep(0.005)
        first.kill()
    stored, asked = pages_stored(store), requests_of(marketplace)
    assert PAGES // 4 <= stored < PAGES
    with sync(accounts) as second:
        assert second.wait(120) == 0
    assert requests_of(marketplace) - asked == PAGES - stored
    everything_once(store)


def everything_once(store: Path) -> None:
    """Every order as it was served, with its lines, and a history that says everything once."""
    served = {one["order_id"]: (str(one["total"]), len(one["lines"])) for one in orders(ORDERS)}
    with closing(sqlite3.connect(store)) as connection:
        rows = connection.execute(
            "SELECT id, total, (SELECT count(*) FROM lines WHERE order_number = number) FROM orders"
        ).fetchall()
        kinds = connection.execute("SELECT kind, count(*), count(DISTINCT order_number) FROM history GROUP BY kind")
        assert sorted(kinds) == [("first_seen", ORDERS, ORDERS), ("moved", ORDERS, ORDERS)]
        assert connection.execute("SELECT state, pages, seen FROM sweeps").fetchall() == [("complete", PAGES, ORDERS)]
        assert connection.execute("SELECT count(*) FROM cursors").fetchone() == (1,)
    assert len(rows) == len(served)
    assert {order_id: (total, lines) for order_id, total, lines in rows} == served
