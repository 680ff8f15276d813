"""The line of docs/benchmarks.md that names the machine."""

from __future__ import annotations

import platform

from tests.benchmarks.page import memory, processor

CPUINFO = (
    "processor\t: 0\nmodel\t\t: 1\nmodel name\t: Example 3000 CPU @ 2.0GHz \n\nprocessor\t: 1\nmodel name\t: Other\n"
)
MEMINFO = "MemTotal:       16252928 kB\nMemFree:         1024000 kB\n"


def test_the_processor_is_named_by_its_model_and_the_memory_by_its_size() -> None:
    assert processor(CPUINFO) == f"Example 3000 CPU @ 2.0GHz, {platform.machine()}"
    assert memory(MEMINFO) == "15.5 GiB of memory, "


def test_where_the_system_names_neither_the_architecture_is_told() -> None:
    assert (processor(""), memory("")) == (platform.machine(), "")
