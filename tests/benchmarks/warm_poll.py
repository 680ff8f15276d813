"""Polls the twenty orders many times in one process, by the engine or by the floor; prints the CPU seconds of one poll.

Run as `python -m tests.benchmarks.warm_poll ours|floor BASE_URL FILE`: an accounts file, or the floor's database.
"""

from __future__ import annotations

import statistics
import sys
import time
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path

WARM, TIMES = 5, 60


def _ours(stack: ExitStack, file: str) -> Callable[[], object]:
    from stallkeeper.runtime.opening import open_engine

    engine = stack.enter_context(open_engine(file, channels=[Path(__file__).parent / "catalog"]))
    return lambda: engine.sync("bench", "latest")


def _floor(stack: ExitStack, base: str, file: str) -> Callable[[], object]:
    import httpx
    import orjson

    from tests.benchmarks.floor import Ledger

    ledger = Ledger(file)
    client = stack.enter_context(httpx.Client(base_url=base, timeout=30, headers={"Authorization": "Bearer t0ken"}))

    def poll() -> None:
        page = orjson.loads(client.get("/poll", params={"page": 1}).raise_for_status().content)
        ledger.enter(page["data"])

    return poll


def main(kind: str, base: str, file: str) -> None:
    with ExitStack() as stack:
        poll = _ours(stack, file) if kind == "ours" else _floor(stack, base, file)
        costs = []
        for _ in range(WARM + TIMES):
            begin = time.process_time()
            poll()
            costs.append(time.process_time() - begin)
    print(statistics.median(costs[WARM:]))


if __name__ == "__main__":
    main(*sys.argv[1:4])
