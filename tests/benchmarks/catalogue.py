"""What the language costs: the catalogue against imports, many channels against few, a mapping against code."""

from __future__ import annotations

import json
import shutil
import statistics
import sys
import time
from collections.abc import Callable
from decimal import Decimal
from functools import partial
from pathlib import Path
from typing import Any

from stallkeeper.bindings.record_maker import RecordMaker
from stallkeeper.spec.catalog import Catalog
from stallkeeper.spec.load import load_channel
from tests.benchmarks.by_hand import BY_HAND
from tests.benchmarks.measure import Case, Row, cpu_ratio, run_rounds
from tests.shared_material import ROOT

ROUNDS, GENERATED, MAPPINGS = 7, 500, 3_000
_IMPORTS = "import httpx, jsonschema, yaml, transitions, click, jinja2"
_EVERYTHING = """
from stallkeeper.spec.catalog import Catalog
from stallkeeper.machine.compile import compile_machine
catalog = Catalog()
for name in catalog.names():
    compile_machine(catalog.load(name).spec)
"""


def measure(folder: Path) -> list[Row]:
    """Ratios of CPU; how time per channel grows over 500 generated ones; mapping against hand-written code."""
    cases = [
        Case("imports", [sys.executable, "-c", _IMPORTS]),
        Case("everything", [sys.executable, "-c", _EVERYTHING]),
    ]
    costs = run_rounds(cases, ROUNDS, folder)
    count = len(Catalog().names())
    flat, each = growth(folder)
    heaviest, ratio = mapping()
    return [
        Row(
            f"catalogue: {count} channels checked and compiled, against imports",
            cpu_ratio(costs, "everything", "imports"),
            goal=4,
        ),
        Row(f"catalogue: the last 100 of {GENERATED} channels against the first 100", flat, goal=1.2),
        Row(f"catalogue: each of {GENERATED} generated channels", each, unit="ms"),
        Row(f"catalogue: mapping of {heaviest} against the same by hand", ratio, goal=3),
    ]


def growth(folder: Path) -> tuple[float, float]:
    """(the last 100 against the first 100, milliseconds each) over copies of a channel under names of their own."""
    template = ROOT / "channels" / "manomano"
    spent = []
    for number in range(GENERATED):
        copy = folder / f"generated_{number}"
        shutil.copytree(template, copy, ignore=shutil.ignore_patterns("snapshots", "play.yaml"))
        for name in ("channel.yaml", "binding.yaml"):
            text = (copy / name).read_text(encoding="utf-8")
            (copy / name).write_text(text.replace(": manomano\n", f": generated_{number}\n", 1), encoding="utf-8")
        begin = time.process_time()
        loaded = load_channel(copy)
        spent.append(time.process_time() - begin)
        assert not loaded.errors, loaded.errors
    middle = statistics.median
    return middle(spent[-100:]) / middle(spent[:100]), middle(spent) * 1000


def mapping() -> tuple[str, float]:
    """The channel whose orders are dearest to map, and what our mapping costs against hand-written code, in turns."""
    ratios = {}
    for name, (file, way, write) in BY_HAND.items():
        loaded = Catalog().load(name)
        assert loaded.binding is not None
        natives = payloads(loaded.folder / "samples" / file, way)
        maker = RecordMaker(loaded.binding)
        for native in natives:
            same(maker.report(native), write(native))
        ratios[name] = against(partial(_each, maker.report, natives), partial(_each, write, natives))
    heaviest = max(ratios, key=lambda name: ratios[name][1])
    return heaviest, ratios[heaviest][0]


def _each(write: Callable[[Any], object], natives: list[Any]) -> None:
    for native in natives:
        write(native)


def payloads(file: Path, way: tuple[str, ...]) -> list[Any]:
    found = json.loads(file.read_text(encoding="utf-8"), parse_float=Decimal)
    for step in way:
        found = found[step]
    return found if isinstance(found, list) else [found]


def same(ours: Any, by_hand: Any) -> None:
    """The hand-written code gives the very same report, or the comparison says nothing."""
    assert ours == by_hand, f"\n{ours}\n{by_hand}"


def against(ours: Callable[[], object], floor: Callable[[], object]) -> tuple[float, float]:
    """(the median ratio of turns, our microseconds a turn)."""
    ratios, own = [], []
    for _ in range(9):
        mine, other = timed(ours), timed(floor)
        ratios.append(mine / other)
        own.append(mine)
    return statistics.median(ratios), statistics.median(own) * 1e6


def timed(run: Callable[[], object]) -> float:
    begin = time.process_time()
    for _ in range(MAPPINGS // 10):
        run()
    return (time.process_time() - begin) / (MAPPINGS // 10)
