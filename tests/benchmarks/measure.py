"""Runs whole processes in turn (A B C, C B A, …); gives CPU seconds and peak memory, as ratios within a round."""

from __future__ import annotations

import os
import statistics
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path


@dataclass(frozen=True)
class Case:
    """A process to time: its words, the file its output goes to, and what to do before each run."""

    name: str
    argv: Sequence[str]
    before: Callable[[], None] = lambda: None
    environment: dict[str, str] = field(default_factory=dict)
    exit_codes: tuple[int, ...] = (0,)


@dataclass(frozen=True)
class Cost:
    """What one run cost: CPU seconds of the process and its children, peak resident MiB."""

    cpu: float
    memory: float


@dataclass(frozen=True)
class Row:
    """One line of the report: a figure, and the goal it is held against (None: recorded, not judged)."""

    name: str
    value: float
    unit: str = "x"
    goal: float | None = None
    at_least: bool = False

    @property
    def met(self) -> bool | None:
        if self.goal is None:
            return None
        return self.value >= self.goal if self.at_least else self.value <= self.goal

    @property
    def told_goal(self) -> str:
        return "" if self.goal is None else f"goal {'≥' if self.at_least else '≤'} {self.goal:g}"

    @property
    def verdict(self) -> str:
        return {True: "met", False: "NOT MET", None: "recorded"}[self.met]


def installed(folder: Path) -> dict[str, str]:
    """An environment in which bytecode is kept, as it is where a program is installed."""
    return {"PYTHONDONTWRITEBYTECODE": "", "PYTHONPYCACHEPREFIX": str(folder / "bytecode")}


def run_once(case: Case, output: Path) -> Cost:
    """Run the case as a process of its own; stop everything, with its output, when it fails."""
    case.before()
    with output.open("wb") as sink:
        actions = [(os.POSIX_SPAWN_DUP2, sink.fileno(), 1), (os.POSIX_SPAWN_DUP2, sink.fileno(), 2)]
        process = os.posix_spawn(
            case.argv[0], list(case.argv), {**os.environ, **case.environment}, file_actions=actions
        )
        _, status, usage = os.wait4(process, 0)
    if os.waitstatus_to_exitcode(status) not in case.exit_codes:
        sys.exit(f"{case.name} failed ({status}):\n{output.read_text(errors='replace')[-2000:]}")
    # Linux counts kibibytes, macOS bytes.
    divisor = 1024 * 1024 if sys.platform == "darwin" else 1024
    return Cost(usage.ru_utime + usage.ru_stime, usage.ru_maxrss / divisor)


def run_rounds(cases: Sequence[Case], rounds: int, folder: Path, *, turned: bool = True) -> dict[str, list[Cost]]:
    """Each case once a round, the order turned round every time, so that a slow spell of the machine hits them all.

    Cases of which one builds upon another are not `turned`.
    """
    costs: dict[str, list[Cost]] = {case.name: [] for case in cases}
    for number in range(rounds):
        for case in cases if number % 2 == 0 or not turned else reversed(cases):
            costs[case.name].append(run_once(case, folder / f"{case.name}.out"))
    return costs


def cpu_ratio(costs: dict[str, list[Cost]], name: str, base: str) -> float:
    """The median over the rounds of one round's CPU of `name` against `base`."""
    return statistics.median(one.cpu / other.cpu for one, other in zip(costs[name], costs[base], strict=True))


def median_memory(costs: dict[str, list[Cost]], name: str) -> float:
    return statistics.median(cost.memory for cost in costs[name])


def median_cpu(costs: dict[str, list[Cost]], name: str) -> float:
    return statistics.median(cost.cpu for cost in costs[name])
