"""What holds for every test: which requirement of reliability it proves is told at the end of the run."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, settings

from tests.requirements.telling import Telling
from tests.telemetry.overheard import overhearing

settings.register_profile("shared machine", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("shared machine")
"""No test fails for being slow: what is slow is seen in the benchmarks, on machines that have nothing else to do."""


def pytest_configure(config: pytest.Config) -> None:
    config.pluginmanager.register(Telling(), "requirements")


@pytest.fixture(autouse=True)
def no_log_bears_a_buyer() -> Iterator[None]:
    """Whatever a test lets happen: no word of a buyer who was stored meanwhile is in the log, at the finest level."""
    with overhearing() as heard:
        yield
    assert heard.told() == []
