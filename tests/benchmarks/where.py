"""Where the CPU of an ingest goes: looks at a running command in, shares and microseconds an order out."""

from __future__ import annotations

import json
import os
import sys
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

from tests.benchmarks.ingest import ROOT, ours, serving
from tests.benchmarks.measure import Case, Row, installed, run_once

ROOMS = (
    ("start of the process", ("importing:", "stallkeeper.spec", "stallkeeper.text.yaml", "stallkeeper.accounts")),
    ("SQLite: begin, commit, checkpoints", ("stallkeeper.store.database:transaction",)),
    ("SQLite: statements", ("stallkeeper.store.database", "stallkeeper.store.columns:<genexpr>")),
    ("cells and rows made", ("stallkeeper.store",)),
    ("JSON decoded, decimals exact", ("stallkeeper.text.json_codec",)),
    ("records cut out, id and digest", ("stallkeeper.bindings.native_record", "stallkeeper.bindings.record_maker")),
    ("HTTP", ("httpx", "httpcore", "h11", "stallkeeper.bindings.http", "stallkeeper.bindings.session")),
    ("mapped into a report", ("stallkeeper.bindings", "stallkeeper.text.paths")),
    ("decided: observed, order, lines, events", ("stallkeeper.machine", "stallkeeper.runtime.intake")),
    ("who is known, sighted, progress, rounds", ("stallkeeper.runtime", "stallkeeper.cli")),
)
"""By the innermost frame that is in one of them; values and dataclasses belong to whoever makes them."""
REST = "the rest"


def measure(folder: Path, count: int = 100_000) -> list[Row]:
    """One run, looked at by a clock of CPU time: of noise it has what the machine has."""
    looks = folder / "looks.json"
    with serving(count, 500) as base:
        argv, store = ours(folder, base, "stallpost")
        watched = [argv[0], "-m", "tests.benchmarks.sampled", str(looks), *argv[3:]]
        given = {"BENCH_TOKEN": "t0ken", "PYTHONPATH": os.pathsep.join([str(ROOT), *_paths()]), **installed(folder)}
        run_once(Case("warm-up", argv, environment=given), folder / "warm-up.out")
        store.unlink()
        cost = run_once(Case("watched", watched, environment=given), folder / "watched.out")
    counts = shares(json.loads(looks.read_text()))
    whole = counts.total()
    rows = [Row(f"ingest: {room}", counts[room] / whole * 100, unit="%") for room, _ in ROOMS]
    rows.append(Row(f"ingest: {REST}", counts[REST] / whole * 100, unit="%"))
    return [*rows, Row("ingest: microseconds of CPU an order, watched", cost.cpu / count * 1e6, unit="µs")]


def shares(looks: dict[str, int]) -> Counter[str]:
    """How many looks found the command in each room."""
    counts: Counter[str] = Counter()
    for ways, times in looks.items():
        counts[_room(ways.split())] += times
    return counts


def _room(ways: Iterable[str]) -> str:
    for way in ways:
        for room, prefixes in ROOMS:
            if way.startswith(prefixes):
                return room
    return REST


def _paths() -> list[str]:
    return [path for path in sys.path if path]
