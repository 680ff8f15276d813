"""A run of tests in, the list of the forty requirements at its end out; a whole run that leaves one unshown fails."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.requirements.results import NUMBERS, PROPERTY, Results
from tests.requirements.rows import shown

_CHOOSING = ("file_or_dir", "keyword", "markexpr", "deselect", "ignore", "ignore_glob", "lf", "stepwise", "collectonly")
"""The options with which a run is one of some tests."""


class Telling:
    """A plugin. It hears every report, also those that come from the worker processes of pytest-xdist."""

    def __init__(self) -> None:
        self.results = Results()

    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        for item in items:
            for number in {*_numbers(item), *shown(item.nodeid)}:
                item.user_properties.append((PROPERTY, number))

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        self.results.take(report.user_properties, report.when or "", report.outcome)

    def pytest_sessionfinish(self, session: pytest.Session, exitstatus: int) -> None:
        if exitstatus == pytest.ExitCode.OK and _is_whole(session.config) and self.results.unshown():
            session.exitstatus = pytest.ExitCode.TESTS_FAILED

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
        is_whole = _is_whole(config)
        if not self.results and not is_whole:
            return
        terminalreporter.section("requirements of reliability")
        for line in self.results.lines(all_ran=is_whole):
            terminalreporter.line(line)
        if is_whole and (unshown := self.results.unshown()):
            terminalreporter.line(f"this run fails, for it does not show {', '.join(unshown)}", red=True)


def _numbers(item: pytest.Item) -> Iterator[str]:
    for marker in item.iter_markers("requirement"):
        for number in marker.args:
            if number not in NUMBERS:
                raise pytest.UsageError(f"{item.nodeid}: there is no requirement {number!r}; they are R1 to R40")
            yield number


def _is_whole(config: pytest.Config) -> bool:
    """Whether every test was to run. A worker of pytest-xdist has seen its own ones alone."""
    if hasattr(config, "workerinput"):
        return False
    return not any(config.getoption(name, default=None) for name in _CHOOSING)
