"""Figures of a part in, docs/benchmarks.md with them out: one table a part, with the machine and the day beside it."""

from __future__ import annotations

import os
import platform
import re
import sqlite3
import sys
from pathlib import Path

from stallkeeper.clock import SystemClock
from tests.benchmarks.measure import Row

PAGE = Path(__file__).resolve().parents[2] / "docs" / "benchmarks.md"
HEAD = """# Benchmarks

What `make bench` measured last, part by part, as it came out: a ratio is a median of runs in turns, one beside the
other, for the machine is shared and its pace changes. CPU is that of whole processes, imports included. Written by
`python -m tests.benchmarks --write` (with `--large`: the numbers that the goals name), nothing by hand. Where an
ingest's CPU goes is in [decision 6](decisions/0006-ingest-cost.md), how orders are found in
[decision 28](decisions/0028-finding-orders.md).
"""


def write_page(part: str, rows: list[Row], *, large: bool) -> None:
    """Put the part's table where its older one stands, or at the end."""
    page = PAGE.read_text(encoding="utf-8") if PAGE.exists() else HEAD
    title = f"{part}, large" if large else part
    sections = dict(re.findall(r"^## (.*?)\n(.*?)(?=^## |\Z)", page, re.MULTILINE | re.DOTALL))
    sections[title] = _section(rows)
    text = HEAD + "".join(f"\n## {name}\n{body.rstrip()}\n" for name, body in sections.items())
    PAGE.write_text(text, encoding="utf-8")


def _section(rows: list[Row]) -> str:
    lines = [f"\n{_machine()}\n", "| | figure | goal | |", "|---|---:|---|---|"]
    lines += [f"| {row.name} | {_figure(row)} | {row.told_goal} | {row.verdict} |" for row in rows]
    return "\n".join(lines) + "\n"


def _figure(row: Row) -> str:
    return f"{row.value:,.2f} {row.unit}".strip()


def _machine() -> str:
    """What it ran on, with nothing that names the machine itself."""
    load = ", ".join(f"{one:.1f}" for one in os.getloadavg())
    return (
        f"{SystemClock().now():%Y-%m-%d}: {os.cpu_count()} shared cores ({processor(_told('cpuinfo'))}), "
        f"{memory(_told('meminfo'))}{sys.platform}, Python {platform.python_version()}, "
        f"SQLite {sqlite3.sqlite_version}; load at the end {load}."
    )


def processor(cpuinfo: str) -> str:
    """The model of a processor and its architecture; the latter alone where the system does not name the former."""
    model = re.search(r"^model name\s*:\s*(\S.*?)\s*$", cpuinfo, re.MULTILINE)
    return f"{model[1]}, {platform.machine()}" if model else platform.machine()


def memory(meminfo: str) -> str:
    """How much there is, with a comma behind it; nothing where the system does not say it."""
    total = re.search(r"^MemTotal:\s*(\d+) kB$", meminfo, re.MULTILINE)
    return f"{int(total[1]) / 1024**2:.1f} GiB of memory, " if total else ""


def _told(file: str) -> str:
    """What Linux says of the machine; elsewhere nothing."""
    path = Path("/proc", file)
    return path.read_text(encoding="utf-8", errors="replace") if path.exists() else ""
