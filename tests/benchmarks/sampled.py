"""Runs the command under a clock of CPU time, which looks every millisecond at where it is; writes the counts as JSON.

Run as `python -m tests.benchmarks.sampled FILE WORDS…`. A look falls between two steps of Python: the time of a call
into C belongs to the line that called it. No function is called more slowly for being watched.
"""

from __future__ import annotations

import json
import signal
import sys
from collections import Counter
from pathlib import Path
from types import FrameType
from typing import Any

EVERY = 0.001
"""Seconds of CPU between two looks."""


def main(file: str, *words: str) -> None:
    from stallkeeper.cli import main as command

    looks: Counter[str] = Counter()

    def look(_number: int, frame: FrameType | None) -> Any:
        looks[" ".join(_ways(frame))] += 1

    signal.signal(signal.SIGPROF, look)
    signal.setitimer(signal.ITIMER_PROF, EVERY, EVERY)
    sys.argv = ["stallkeeper", *words]
    try:
        command()
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        Path(file).write_text(json.dumps(looks))


def _ways(frame: FrameType | None) -> list[str]:
    """From the innermost frame outwards, as `module:function`; a module that is being imported ends it."""
    ways = []
    while frame is not None and len(ways) < 40:
        module, name = str(frame.f_globals.get("__name__", "")), frame.f_code.co_name
        if module.startswith("importlib"):
            return [*ways, "importing:"]
        ways.append(f"{module}:{name}")
        frame = frame.f_back
    return ways


if __name__ == "__main__":
    main(*sys.argv[1:])
