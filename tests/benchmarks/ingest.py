"""What it costs to take in 100,000 orders through a channel's YAML, and a warm poll of twenty, against the floor.

Where the reference benchmark lies beside the checkout its server and floor are used; elsewhere our own copies.
"""

from __future__ import annotations

import re
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.benchmarks.measure import Case, Cost, Row, cpu_ratio, median_cpu, median_memory, run_once, run_rounds

HERE = Path(__file__).resolve().parent
REFERENCE = HERE.parents[2] / "shared" / "bench"
ACCOUNTS = """language: 1
store: {store}
accounts:
  bench:
    channel: {channel}
    hosts: {{api: "{base}"}}
    secrets: {{token: BENCH_TOKEN}}
"""


@contextmanager
def serving(count: int, page: int) -> Iterator[str]:
    """The bare server as a process of its own; yields its base URL."""
    words = [f"--orders={count}", f"--page={page}"]
    if REFERENCE.exists():
        argv, folder = [sys.executable, "server.py", "--port=8765", *words], REFERENCE
    else:
        argv, folder = [sys.executable, "-m", "tests.benchmarks.server", *words], HERE.parents[1]
    process = subprocess.Popen(argv, cwd=folder, stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout is not None
        ready = process.stdout.readline()
        port = re.search(r"port=(\d+)", ready)
        assert port, f"the server did not start: {ready!r}"
        yield f"http://127.0.0.1:{port[1]}"
    finally:
        process.terminate()
        process.wait()


def _floor(store: Path, base: str, route: str) -> list[str]:
    if REFERENCE.exists():
        return [sys.executable, str(REFERENCE / "floor.py"), "c", str(store), "--base", base, "--path", route]
    return [sys.executable, "-m", "tests.benchmarks.floor", str(store), base, route]


def _case(name: str, argv: list[str], store: Path, keep: bool) -> Case:
    def clean() -> None:
        for leftover in () if keep else store.parent.glob(f"{store.name}*"):
            leftover.unlink()

    return Case(name, argv, clean, {"BENCH_TOKEN": "t0ken"})


def _ours(folder: Path, base: str, channel: str) -> tuple[list[str], Path]:
    store = folder / f"{channel}.db"
    accounts = folder / f"{channel}.yaml"
    accounts.write_text(ACCOUNTS.format(store=store, channel=channel, base=base))
    program = [sys.executable, "-m", "stallkeeper", "--accounts", str(accounts), "--channels", str(HERE / "catalog")]
    return [*program, "sync", "bench"], store


def measure(folder: Path, count: int = 100_000, rounds: int = 3) -> list[Row]:
    """CPU and memory of the whole processes, imports included."""
    with serving(count, 500) as base:
        argv, store = _ours(folder, base, "stallpost")
        floor = folder / "floor.db"
        cases = [
            _case("floor", _floor(floor, base, "/orders"), floor, keep=False),
            _case("ours", argv, store, keep=False),
        ]
        costs = run_rounds(cases, rounds, folder)
        stored = sqlite3.connect(store).execute("select count(*) from orders").fetchone()[0]
        assert stored == count, f"{stored} orders stored, {count} served"
        return [*_ingest_rows(costs, count), *_poll_rows(folder, base)]


def _ingest_rows(costs: dict[str, list[Cost]], count: int) -> list[Row]:
    return [
        Row(f"ingest of {count} orders: CPU against the floor", cpu_ratio(costs, "ours", "floor"), goal=2),
        Row("ingest: peak memory", median_memory(costs, "ours"), unit="MiB", goal=80),
        Row("ingest: microseconds of CPU an order", median_cpu(costs, "ours") / count * 1e6, unit="µs"),
    ]


def _poll_rows(folder: Path, base: str) -> list[Row]:
    """A poll of twenty orders that are known already, as a whole process."""
    argv, store = _ours(folder, base, "stallpost_poll")
    floor = folder / "floor_poll.db"
    cases = [
        _case("floor_poll", _floor(floor, base, "/poll"), floor, keep=True),
        _case("ours_poll", argv, store, keep=True),
    ]
    for case in cases:
        run_once(case, folder / "warm-up.out")
    costs = run_rounds(cases, 7, folder)
    return [Row("warm poll of 20 orders: CPU against the floor", cpu_ratio(costs, "ours_poll", "floor_poll"), goal=8)]
