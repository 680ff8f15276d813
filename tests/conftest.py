"""What holds for every test: which requirement of reliability it proves is told at the end of the run."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, settings

from tests.requirements.results import NUMBERS, PROPERTY, Results
from tests.requirements.rows import shown
from tests.telemetry.overheard import overhearing

settings.register_profile("shared machine", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("shared machine")
"""No test fails for being slow: what is slow is seen in the benchmarks, on machines that have nothing else to do."""

_RESULTS = pytest.StashKey[Results]()


def pytest_configure(config: pytest.Config) -> None:
    config.stash[_RESULTS] = Results()
    config.pluginmanager.register(_Listener(config.stash[_RESULTS]), "requirements")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        for number in {*_numbers(item), *shown(item.nodeid)}:
            item.user_properties.append((PROPERTY, number))


def _numbers(item: pytest.Item) -> Iterator[str]:
    for marker in item.iter_markers("requirement"):
        for number in marker.args:
            if number not in NUMBERS:
                raise pytest.UsageError(f"{item.nodeid}: there is no requirement {number!r}; they are R1 to R40")
            yield number


@pytest.fixture(autouse=True)
def no_log_bears_a_buyer() -> Iterator[None]:
    """Whatever a test lets happen: no word of a buyer who was stored meanwhile is in the log, at the finest level."""
    with overhearing() as heard:
        yield
    assert heard.told() == []


class _Listener:
    """Hears every report, also those that come from the worker processes of pytest-xdist."""

    def __init__(self, results: Results) -> None:
        self._results = results

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        self._results.take(report.user_properties, report.when or "", report.outcome)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    results = config.stash[_RESULTS]
    if results:
        terminalreporter.section("requirements of reliability")
        for line in results.lines(all_ran=not config.getoption("file_or_dir")):
            terminalreporter.line(line)
