"""What the language costs: the catalogue against imports, many channels against few, a mapping against code."""

from __future__ import annotations

import shutil
import statistics
import sys
import time
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import Any

from stallkeeper.bindings.record_maker import RecordMaker
from stallkeeper.machine.compile import compile_machine
from stallkeeper.orders import OrderReport
from stallkeeper.spec.catalog import Catalog
from stallkeeper.spec.family import read_extended
from stallkeeper.spec.part import Part
from stallkeeper.spec.sample_orders import SampleOrders
from tests.benchmarks.by_hand import mirakl
from tests.benchmarks.by_hand_bol import bol
from tests.benchmarks.measure import Case, Row, cpu_ratio, installed, run_once, run_rounds
from tests.shared_material import ROOT

ROUNDS, GENERATED, FEW, MAPPINGS = 7, 500, 20, 3_000
BY_HAND: Mapping[str, Callable[[Any], OrderReport]] = {"bol": bol, "mirakl": mirakl}
"""The channels that cost most an order, each with the same mapping written by hand."""

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
    kept = installed(folder)
    cases = [
        Case("imports", [sys.executable, "-c", _IMPORTS], environment=kept),
        Case("everything", [sys.executable, "-c", _EVERYTHING], environment=kept),
    ]
    for case in cases:
        run_once(case, folder / "warm-up.out")
    costs = run_rounds(cases, ROUNDS, folder)
    count = len(Catalog().names())
    flat, crowded, each = growth(folder)
    heaviest, ratio = mapping()
    return [
        Row(
            f"catalogue: {count} channels checked and compiled, against imports",
            cpu_ratio(costs, "everything", "imports"),
            goal=4,
        ),
        Row(f"catalogue: the last 100 of {GENERATED} channels against the first 100", flat, goal=1.2),
        Row(f"catalogue: each of {GENERATED} channels against each of {FEW}", crowded, goal=1.2),
        Row(f"catalogue: each of {GENERATED} generated channels", each, unit="ms"),
        Row(f"catalogue: mapping of {heaviest} against the same by hand", ratio, goal=3),
    ]


def growth(folder: Path) -> tuple[float, float, float]:
    """(the last 100 against the first 100, each of all against each of a few, milliseconds each).

    The channels are copies of one under names of their own; each is found by name in its catalog, read and compiled.
    """
    many, few = folder / "many", folder / "few"
    for number in range(GENERATED):
        generate(f"generated_{number}", many)
    for number in range(FEW):
        generate(f"generated_{number}", few)
    before, spent, after = loading(few), loading(many), loading(few)
    spent_on_few = [*before, *after]  # on both sides: the machine may have got slower meanwhile
    middle = statistics.median
    return middle(spent[-100:]) / middle(spent[:100]), middle(spent) / middle(spent_on_few), middle(spent) * 1000


def generate(name: str, folder: Path) -> None:
    copy = folder / name
    shutil.copytree(ROOT / "channels" / "manomano", copy, ignore=shutil.ignore_patterns("snapshots", "play.yaml"))
    for file in (copy / "channel.yaml", copy / "binding.yaml"):
        text = file.read_text(encoding="utf-8")
        file.write_text(text.replace(": manomano\n", f": {name}\n", 1), encoding="utf-8")


def loading(folder: Path) -> list[float]:
    """The CPU of each channel of the folder, in the order of their names."""
    catalog, spent = Catalog([folder]), []
    for name in catalog.names():
        begin = time.process_time()
        loaded = catalog.load(name)
        assert loaded.spec is not None and not loaded.errors, loaded.errors
        compile_machine(loaded.spec)
        spent.append(time.process_time() - begin)
    return spent


def mapping() -> tuple[str, float]:
    """The channel whose orders are dearest to map, and what our mapping costs against hand-written code, in turns."""
    catalog, ratios = Catalog(), {}
    for name, write in BY_HAND.items():
        binding, natives = catalog.load(name).binding, sample_orders(catalog, name)
        assert binding is not None and natives
        maker = RecordMaker(binding)
        for native in natives:
            same(maker.report(native), write(native))
        ratio, turn = against(partial(_each, maker.report, natives), partial(_each, write, natives))
        ratios[name] = ratio, turn / len(natives)
    heaviest = max(ratios, key=lambda name: ratios[name][1])
    return heaviest, ratios[heaviest][0]


def sample_orders(catalog: Catalog, name: str) -> list[dict[str, Any]]:
    """The orders in a channel's own samples, parsed."""
    folder = catalog.folder(name)
    source = read_extended(folder, "binding.yaml", name).source
    assert source is not None, name
    return list(SampleOrders(folder, Part(source.data, (), source)))


def _each(write: Callable[[Any], object], natives: list[Any]) -> None:
    for native in natives:
        write(native)


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
