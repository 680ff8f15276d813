"""What it costs to start: `--help` and `validate` as whole processes, against `python -c pass`."""

from __future__ import annotations

import sys
import time
from pathlib import Path

from tests.benchmarks.measure import Case, Row, cpu_ratio, installed, run_once, run_rounds

ROUNDS = 15


def measure(folder: Path) -> list[Row]:
    """Ratios of CPU; and, recorded only, milliseconds to validate and compile one channel in a warm process."""
    program = [sys.executable, "-m", "stallkeeper"]
    kept = installed(folder)
    cases = [
        Case("pass", [sys.executable, "-c", "pass"], environment=kept),
        Case("help", [*program, "--help"], environment=kept),
        Case("validate", [*program, "validate", "manomano"], environment=kept),
    ]
    for case in cases:
        run_once(case, folder / "warm-up.out")
    costs = run_rounds(cases, ROUNDS, folder)
    return [
        Row("start: --help against python -c pass", cpu_ratio(costs, "help", "pass"), goal=12),
        Row("start: validate one channel against python -c pass", cpu_ratio(costs, "validate", "pass"), goal=40),
        Row("start: validate and compile one channel, warm", warm_milliseconds(), unit="ms"),
    ]


def warm_milliseconds() -> float:
    from stallkeeper.machine.compile import compile_machine
    from stallkeeper.spec.catalog import Catalog

    def once() -> float:
        begin = time.process_time()
        loaded = Catalog().load("manomano")
        assert loaded.spec is not None
        compile_machine(loaded.spec)
        return (time.process_time() - begin) * 1000

    once()
    return min(once() for _ in range(5))
