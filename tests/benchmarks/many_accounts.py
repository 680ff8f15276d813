"""Two hundred accounts due at once on one process: how far their sweeps overlap, what one that hangs costs the others,
and how long an action waits while they run.
"""

from __future__ import annotations

import json
import re
import statistics
import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from stallkeeper.accounts import load_accounts
from stallkeeper.bindings.http import HttpSettings
from stallkeeper.clock import SystemClock
from stallkeeper.orders import OrderKey
from stallkeeper.runtime.engine import Engine
from stallkeeper.runtime.opening import open_catalog, wire
from stallkeeper.runtime.progress import Progress, SweepEnded
from stallkeeper.store import OrderFilter, Store
from tests.benchmarks.measure import Row

HERE = Path(__file__).resolve().parent
ACCOUNTS, WORKERS, DELAY, PAGES, SIZE = 200, 16, 0.5, 2, 10
ACTIONS = 9
PATIENCE = 300.0
"""Seconds after which a run that does not come to its end is given up."""


@dataclass
class Ended:
    """Which sweeps have ended."""

    wanted: int
    accounts: set[str] = field(default_factory=set)
    all_there: threading.Event = field(default_factory=threading.Event)

    def __call__(self, progress: Progress) -> None:
        if isinstance(progress, SweepEnded) and progress.state == "complete":
            self.accounts.add(progress.account)
            if len(self.accounts - {"hang"}) == self.wanted:
                self.all_there.set()


def measure(folder: Path) -> list[Row]:
    """The same run twice, the second time with an account that hangs; in the second something is asked for."""
    with serving() as base:
        alone, stats = _run(folder / "alone", base, hanging=False)
    with serving() as base:
        beside, _, busy, idle = _run_and_act(folder / "beside", base)
    waiting = stats["answered"] * DELAY
    what = f"{ACCOUNTS} accounts due at once, {WORKERS} workers"
    return [
        Row(f"{what}: what all answers took, against the whole", waiting / alone, goal=WORKERS / 2, at_least=True),
        Row(f"{what}: most requests under way at once", stats["most_at_once"], unit=""),
        Row(f"{what}: with one more that hangs, against without", beside / alone, goal=1.25),
        Row("an action while they are read: from `act` to the marketplace", statistics.median(busy) * 1000, unit="ms"),
        Row("an action beside an idle engine", statistics.median(idle) * 1000, unit="ms"),
    ]


@contextmanager
def serving() -> Iterator[str]:
    """The slow marketplace as a process of its own; yields its base URL."""
    words = [f"--delay={DELAY}", f"--pages={PAGES}", f"--page={SIZE}"]
    argv = [sys.executable, "-m", "tests.benchmarks.slow_server", *words]
    process = subprocess.Popen(argv, cwd=HERE.parents[1], stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout is not None
        port = re.search(r"port=(\d+)", process.stdout.readline())
        assert port, "the server did not start"
        yield f"http://127.0.0.1:{port[1]}"
    finally:
        process.terminate()
        process.wait()


def ask(base: str, path: str) -> dict[str, Any]:
    with urllib.request.urlopen(base + path) as answer:
        found: dict[str, Any] = json.load(answer)
        return found


@contextmanager
def engine_of(folder: Path, base: str, names: list[str], tell: Ended | None = None) -> Iterator[Engine]:
    """An engine over these accounts, on a connection to the store of its own."""
    file = folder / "stallkeeper.yaml"
    account = '  {name}: {{channel: stallpost, hosts: {{api: "{base}"}}, secrets: {{token: TOKEN_{name}}}}}\n'
    listed = "".join(account.format(name=name, base=base) for name in names)
    file.write_text(f"language: 1\nstore: {folder / 'orders.db'}\naccounts:\n{listed}")
    accounts = load_accounts(file, {f"TOKEN_{name}": f"t0ken-{name}" for name in names})
    clock, catalog = SystemClock(), open_catalog([HERE / "catalog"], accounts)
    with (
        Store.open(accounts.store, now=clock.now()) as store,
        wire(accounts, catalog, store, clock, tell, settings=HttpSettings(read=PATIENCE)) as engine,
    ):
        yield engine


@contextmanager
def running(engine: Engine, base: str) -> Iterator[None]:
    """The engine at work in a thread; who hangs is let go at the end."""
    over = threading.Event()
    work = threading.Thread(target=engine.run, kwargs={"stop": over.is_set, "workers": WORKERS})
    work.start()
    try:
        yield
    finally:
        over.set()
        with suppress(OSError):
            ask(base, "/__release")
        work.join()


def _names(hanging: bool) -> list[str]:
    names = [f"s{number}" for number in range(ACCOUNTS)]
    return [*names[:3], "hang", *names[3:]] if hanging else names


def _run(folder: Path, base: str, *, hanging: bool) -> tuple[float, dict[str, Any]]:
    """Seconds until every account was read, and what the server counted."""
    folder.mkdir()
    ended = Ended(ACCOUNTS)
    begin = time.monotonic()
    with engine_of(folder, base, _names(hanging), ended) as engine, running(engine, base):
        assert ended.all_there.wait(PATIENCE), f"only {len(ended.accounts)} accounts were read"
        seconds = time.monotonic() - begin
        return seconds, ask(base, "/__stats")


def _run_and_act(folder: Path, base: str) -> tuple[float, dict[str, Any], list[float], list[float]]:
    """The same with an account that hangs; another engine, as another process would, asks for something meanwhile."""
    folder.mkdir()
    ended, names = Ended(ACCOUNTS), _names(hanging=True)
    begin = time.monotonic()
    with (
        engine_of(folder, base, names, ended) as engine,
        engine_of(folder, base, names) as seller,
        running(engine, base),
    ):
        busy = _delays(seller, base, ended)
        assert ended.all_there.wait(PATIENCE), f"only {len(ended.accounts)} accounts were read"
        seconds = time.monotonic() - begin
        idle = _delays(seller, base, ended)
        return seconds, ask(base, "/__stats"), busy, idle


def _delays(seller: Engine, base: str, ended: Ended) -> list[float]:
    """Seconds from asking for a shipment to its coming in, for some orders one after the other."""
    found = []
    for _ in range(ACTIONS):
        key = _to_ship(seller.store)
        before = len(ask(base, "/__stats")["actions"])
        begin = time.monotonic()
        done = seller.act("ship", key, {"carrier": "DPD", "tracking_number": "X1"}, "seller:bench")
        assert done.submission is not None, done
        while len(actions := ask(base, "/__stats")["actions"]) == before:
            time.sleep(0.02)
        found.append(actions[before] - begin)
    return found


def _to_ship(store: Store) -> OrderKey:
    """An order that nothing has been asked for yet; the first page of some account brings one."""
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        for order in store.orders(OrderFilter(statuses=("waiting_shipment",), limit=200)):
            if not store.submissions_of(order.key):
                return order.key
        time.sleep(0.02)
    raise AssertionError("nothing to ship came in")
