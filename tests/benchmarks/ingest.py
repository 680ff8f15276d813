"""What it costs to take in 100,000 orders through a channel's YAML, and a warm poll of twenty, against the floor.

Where the reference benchmark lies beside the checkout its server and floor are used; elsewhere our own copies.
"""

from __future__ import annotations

import os
import re
import socket
import sqlite3
import statistics
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.benchmarks.measure import (
    Case,
    Row,
    cpu_ratio,
    installed,
    median_cpu,
    median_memory,
    run_once,
    run_rounds,
)

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
REFERENCE = HERE.parents[2] / "shared" / "bench"
ACCOUNTS = """language: 1
store: {store}
accounts:
  bench:
    channel: {channel}
    hosts: {{api: "{base}"}}
    secrets: {{token: BENCH_TOKEN}}
"""


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as found:
        port: int = found.getsockname()[1]
        return port


@contextmanager
def serving(count: int, page: int) -> Iterator[str]:
    """The bare server as a process of its own; yields its base URL."""
    words = [f"--orders={count}", f"--page={page}"]
    if REFERENCE.exists():
        argv, folder = [sys.executable, "server.py", f"--port={_free_port()}", *words], REFERENCE
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

    return Case(name, argv, clean, {"BENCH_TOKEN": "t0ken", **installed(store.parent)})


def ours(folder: Path, base: str, channel: str) -> tuple[list[str], Path]:
    store, accounts = folder / f"{channel}.db", folder / f"{channel}.yaml"
    accounts.write_text(ACCOUNTS.format(store=store, channel=channel, base=base))
    program = [sys.executable, "-m", "stallkeeper", "--accounts", str(accounts), "--channels", str(HERE / "catalog")]
    return [*program, "sync", "bench"], store


def measure(folder: Path, count: int = 100_000, large: bool = False) -> list[Row]:
    """CPU and memory of the whole processes, imports included, bytecode kept on both sides."""
    with serving(count, 500) as base:
        rows = [*_ingest_rows(folder, base, count), *_poll_rows(folder, base), _warm_row(folder, base)]
    return [*rows, *(_flat_rows(folder) if large else ())]


def _ingest_rows(folder: Path, base: str, count: int) -> list[Row]:
    """A round: the floor, ours, and ours once more over what is stored then."""
    argv, store = ours(folder, base, "stallpost")
    floor = folder / "floor.db"
    cases = [
        _case("floor", _floor(floor, base, "/orders"), floor, keep=False),
        _case("ours", argv, store, keep=False),
        _case("again", argv, store, keep=True),
    ]
    run_once(cases[1], folder / "warm-up.out")
    costs = run_rounds(cases, 3, folder, turned=False)
    stored = sqlite3.connect(store).execute("select count(*) from orders").fetchone()[0]
    assert stored == count, f"{stored} orders stored, {count} served"
    return [
        Row(
            f"ingest of {count:,} orders: CPU against the floor (2.5 is accepted)",
            cpu_ratio(costs, "ours", "floor"),
            goal=1.5,
        ),
        Row("ingest: microseconds of CPU an order", median_cpu(costs, "ours") / count * 1e6, unit="µs"),
        Row("ingest: the same of the floor", median_cpu(costs, "floor") / count * 1e6, unit="µs"),
        Row(f"ingest of {count:,} orders: peak memory", median_memory(costs, "ours"), unit="MiB", goal=80),
        Row("a sweep again that finds nothing changed, against the first", cpu_ratio(costs, "again", "ours"), goal=0.5),
    ]


def _poll_rows(folder: Path, base: str) -> list[Row]:
    """A poll of twenty orders that are known already, as a whole process."""
    argv, store = ours(folder, base, "stallpost_poll")
    floor = folder / "floor_poll.db"
    cases = [
        _case("floor_poll", _floor(floor, base, "/poll"), floor, keep=True),
        _case("ours_poll", argv, store, keep=True),
    ]
    for case in cases:
        run_once(case, folder / "warm-up.out")
    costs = run_rounds(cases, 9, folder)
    ratio = cpu_ratio(costs, "ours_poll", "floor_poll")
    return [Row("poll of 20 known orders as a fresh process: CPU against the floor's", ratio, goal=2.5)]


def _warm_row(folder: Path, base: str) -> Row:
    """The same in processes that go on: what one poll costs beside the floor's, imports and connections long made.

    Ours waits for the disk at each commit, the floor never does: what the ingest left to be written goes out before.
    """
    os.sync()
    _, store = ours(folder, base, "stallpost_poll")
    warm = [sys.executable, "-m", "tests.benchmarks.warm_poll", "ours", base, str(store.with_suffix(".yaml"))]
    floor = [sys.executable, "-m", "tests.benchmarks.warm_poll", "floor", base, str(folder / "floor_warm.db")]
    given = {"BENCH_TOKEN": "t0ken", **installed(folder)}
    ratios = []
    for _ in range(9):
        one, other = (
            float(subprocess.run(argv, env={**os.environ, **given}, cwd=ROOT, capture_output=True, check=True).stdout)
            for argv in (warm, floor)
        )
        ratios.append(one / other)
    return Row("warm poll of 20 known orders, one of many: CPU against the floor's", statistics.median(ratios), goal=4)


def _flat_rows(folder: Path) -> list[Row]:
    """Peak memory on a million orders, and on a tenth of them."""
    peaks = []
    for count in (100_000, 1_000_000):
        with serving(count, 500) as base:
            argv, store = ours(folder, base, "stallpost")
            peaks.append(run_once(_case("flat", argv, store, keep=False), folder / "flat.out").memory)
    return [
        Row("ingest of 1,000,000 orders: peak memory", peaks[1], unit="MiB", goal=80),
        Row("ingest of 1,000,000 orders: peak memory against 100,000", peaks[1] / peaks[0], goal=1.1),
    ]
