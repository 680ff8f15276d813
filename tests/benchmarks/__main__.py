"""`make bench`: every figure of this run as a ratio, beside the goal it is held against.

    python -m tests.benchmarks [startup] [decisions] [catalogue] [ingest] [--orders N]

Exit 0 whatever the figures are: a noisy machine is no failed test.
"""

from __future__ import annotations

import argparse
import importlib
import tempfile
from pathlib import Path

from tests.benchmarks.measure import Row

PARTS = ("startup", "decisions", "catalogue", "ingest")


def line(row: Row) -> str:
    goal = "" if row.goal is None else f"goal {'≥' if row.at_least else '≤'} {row.goal:g}"
    verdict = {True: "met", False: "NOT MET", None: "recorded"}[row.met]
    return f"{row.name:<62} {row.value:>9.2f} {row.unit:<4} {goal:<12} {verdict}"


def main() -> None:
    parser = argparse.ArgumentParser(prog="make bench")
    parser.add_argument("parts", nargs="*", choices=[*PARTS, []], default=[])
    parser.add_argument("--orders", type=int, default=100_000, help="how many orders the ingest takes in")
    words = parser.parse_args()
    for part in words.parts or PARTS:
        module = importlib.import_module(f"tests.benchmarks.{part}")
        with tempfile.TemporaryDirectory() as folder:
            rows = module.measure(Path(folder), words.orders) if part == "ingest" else module.measure(Path(folder))
        for row in rows:
            print(line(row), flush=True)


if __name__ == "__main__":
    main()
