"""The list of the forty requirements that a run prints."""

from __future__ import annotations

from dataclasses import replace

from pytest import MonkeyPatch

from tests.requirements.results import NUMBERS, Results
from tests.requirements.rows import BY_NAME


def ended(*reports: tuple[str, str, str]) -> Results:
    results = Results()
    for number, when, outcome in reports:
        results.take([("requirement", number), ("other", "R9")], when, outcome)
    return results


def test_a_requirement_passes_when_all_its_tests_do() -> None:
    results = ended(("R3", "setup", "passed"), ("R3", "call", "passed"), ("R3", "call", "passed"))
    assert results.word("R3") == "pass"
    (line,) = [line for line in results.lines() if line.startswith("R3 ")]
    assert line.startswith("R3  pass     2 tests   killed at any page")


def test_a_requirement_of_which_something_is_open_passes_in_part_and_says_what(monkeypatch: MonkeyPatch) -> None:
    monkeypatch.setitem(BY_NAME, "R18", replace(BY_NAME["R18"], open="what nobody has shown"))  # type: ignore[arg-type]
    results = ended(("R18", "call", "passed"))
    assert results.word("R18") == "part"
    assert any("; open: what nobody has shown" in line for line in results.lines())


def test_one_test_that_fails_in_any_phase_fails_its_requirement() -> None:
    assert ended(("R3", "call", "passed"), ("R3", "teardown", "failed")).word("R3") == "fail"
    assert ended(("R3", "setup", "failed")).word("R3") == "fail"


def test_a_test_that_was_skipped_proves_nothing() -> None:
    assert ended(("R3", "call", "passed"), ("R3", "setup", "skipped")).word("R3") == "skipped"


def test_a_requirement_that_no_test_bears_is_absent_and_all_forty_are_listed() -> None:
    *lines, total = ended(("R3", "call", "passed")).lines()
    assert [line.split()[0] for line in lines] == list(NUMBERS)
    assert total == "1 pass, 39 absent"


def test_a_run_without_any_has_nothing_to_list() -> None:
    assert not ended()
    assert ended(("R3", "call", "failed"))


def test_a_run_of_some_tests_lists_what_these_show_and_calls_nothing_absent() -> None:
    line, total = ended(("R3", "call", "passed")).lines(all_ran=False)
    assert (line.split()[0], total) == ("R3", "1 pass")
