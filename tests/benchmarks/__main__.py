"""`make bench`: every figure of this run as a ratio, beside the goal it is held against.

    python -m tests.benchmarks [PART …] [--orders N] [--large] [--write]

`--large` takes the numbers that the goals name where a smaller one stands for them else: a million orders stored and
taken in, ten thousand shipments (half an hour). `--write` puts the figures into docs/benchmarks.md, over those of the
parts that ran. Exit 0 whatever the figures are: a noisy machine is no failed test.
"""

from __future__ import annotations

import argparse
import importlib
import tempfile
from pathlib import Path
from typing import Any

from tests.benchmarks.measure import Row
from tests.benchmarks.page import write_page

PARTS = ("startup", "decisions", "catalogue", "ingest", "where", "stored", "many_accounts", "ships")
SIZED = ("ingest", "stored", "ships")
"""Parts that have a large form."""


def line(row: Row) -> str:
    return f"{row.name:<90} {row.value:>9.2f} {row.unit:<4} {row.told_goal:<12} {row.verdict}"


def run(part: str, words: argparse.Namespace) -> list[Row]:
    """Measure one part in a folder of its own."""
    module = importlib.import_module(f"tests.benchmarks.{part}")
    more: dict[str, Any] = {"count": words.orders} if part in ("ingest", "where") else {}
    if part in SIZED:
        more["large"] = words.large
    with tempfile.TemporaryDirectory() as folder:
        rows: list[Row] = module.measure(Path(folder), **more)
    return rows


def main() -> None:
    parser = argparse.ArgumentParser(prog="make bench")
    parser.add_argument("parts", nargs="*", choices=[*PARTS, []], default=[])
    parser.add_argument("--orders", type=int, default=100_000, help="how many orders the ingest takes in")
    parser.add_argument("--large", action="store_true", help="the numbers that the goals name")
    parser.add_argument("--write", action="store_true", help="put the figures into docs/benchmarks.md")
    words = parser.parse_args()
    for part in words.parts or PARTS:
        rows = run(part, words)
        for row in rows:
            print(line(row), flush=True)
        if words.write:
            write_page(part, rows, large=words.large and part in SIZED)


if __name__ == "__main__":
    main()
