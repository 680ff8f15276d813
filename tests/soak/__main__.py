"""`python -m tests.soak`: the long one. See docs/soak.md."""

from __future__ import annotations

import argparse
import os
import platform
import sys
import tempfile
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from tests.soak.soak import Size, Soak, told

IN_MEMORY = Path("/dev/shm")
"""A process that is killed leaves what it wrote to its files, wherever they lie: no disk has to keep up."""
FULL = Size(50_000, 30, 120, thin=4, beat=timedelta(minutes=45))
SHORT = Size(1_500, 5, 24, beat=timedelta(minutes=45), forgets="3 days", silent=0.6)


def main() -> int:
    """0 when everything holds."""
    parser = argparse.ArgumentParser(
        prog="python -m tests.soak", description="A seller's month, and all that goes wrong."
    )
    parser.add_argument("--orders", type=int)
    parser.add_argument("--days", type=int)
    parser.add_argument("--kills", type=int)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--short", action="store_true", help="the form that runs with the other tests")
    parser.add_argument("--folder", type=Path, help="keep everything here")
    given = parser.parse_args()
    form = SHORT if given.short else FULL
    kills = form.kills if given.kills is None else given.kills
    size = replace(form, orders=given.orders or form.orders, days=given.days or form.days, kills=kills)
    with tempfile.TemporaryDirectory(dir=IN_MEMORY if IN_MEMORY.is_dir() else None) as folder:
        place = given.folder or Path(folder)
        place.mkdir(parents=True, exist_ok=True)
        summary = Soak(place, given.seed, size).run()
    print("\n".join(told(summary)))
    print(f"{os.cpu_count()} cores, Python {platform.python_version()}")
    return 1 if summary.verdict.wrong or summary.deaths.total() < size.kills else 0


if __name__ == "__main__":
    sys.exit(main())
