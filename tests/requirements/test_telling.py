"""What a run of tests ends with: a whole one that leaves a requirement unshown fails, one of some tests does not."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.shared_material import ROOT

CONFTEST = """
from tests.requirements.telling import Telling

def pytest_configure(config):
    config.addinivalue_line("markers", "requirement(number): of a test")
    config.pluginmanager.register(Telling(), "requirements")
"""
TESTS = """
import pytest

@pytest.mark.parametrize(
    "number", [pytest.param(number, marks=pytest.mark.requirement(f"R{{number}}")) for number in range(1, {until})]
)
def test_it(number):
    if number == {skipped}:
        pytest.skip("no time")
"""


PLUGINS = ("-p", "no:cacheprovider", "-p", "xdist")


def ended(folder: Path, *words: str, until: int = 41, skipped: int = 0) -> tuple[int, str]:
    """The exit status and the output of a run, in a process of its own, of one test for each requirement."""
    (folder / "conftest.py").write_text(CONFTEST)
    (folder / "test_all.py").write_text(TESTS.format(until=until, skipped=skipped))
    command = [sys.executable, "-m", "pytest", "-q", *PLUGINS, f"--rootdir={folder}", *words]
    environ = {name: value for name, value in os.environ.items() if not name.startswith("PYTEST_")}
    environ |= {"PYTHONPATH": os.pathsep.join([str(ROOT), str(ROOT / "engine")]), "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}
    done = subprocess.run(command, cwd=folder, env=environ, capture_output=True, text=True, timeout=120, check=False)
    return done.returncode, done.stdout


def test_a_whole_run_that_shows_all_forty_ends_well(tmp_path: Path) -> None:
    status, output = ended(tmp_path)
    assert (status, "40 pass" in output) == (0, True), output


@pytest.mark.parametrize(
    ("until", "skipped", "unshown"), [(40, 0, "R40 (absent)"), (41, 7, "R7 (skipped)")], ids=["absent", "skipped"]
)
def test_a_whole_run_fails_for_one_that_is_absent_or_was_skipped_and_names_it(
    tmp_path: Path, until: int, skipped: int, unshown: str
) -> None:
    status, output = ended(tmp_path, until=until, skipped=skipped)
    assert status == 1, output
    assert f"this run fails, for it does not show {unshown}\n" in output


def test_a_whole_run_in_two_workers_fails_too(tmp_path: Path) -> None:
    status, output = ended(tmp_path, "-n", "2", until=40, skipped=7)
    assert status == 1, output
    assert "this run fails, for it does not show R7 (skipped), R40 (absent)\n" in output


@pytest.mark.parametrize("chosen", [("test_all.py",), ("-k", "it"), ("-m", "requirement")])
def test_a_run_of_some_tests_ends_as_these_do(tmp_path: Path, chosen: tuple[str, ...]) -> None:
    status, output = ended(tmp_path, *chosen, until=40, skipped=7)
    assert (status, "this run fails" in output) == (0, False), output
