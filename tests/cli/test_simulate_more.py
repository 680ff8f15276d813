"""`simulate --explore` and free play, as they are typed."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.channel_folders import BUNDLED
from tests.cli.command_line import run


def test_exploring_prints_the_coverage_beside_that_of_the_own_stories() -> None:
    result = run("simulate", "veepee", "--explore", "--fail-under", "100")
    assert result.exit_code == 0, result.output
    assert "explored" in result.stdout.splitlines()[0] and "own stories" in result.stdout.splitlines()[0]
    assert "0 counter-examples" in result.stdout


def test_too_little_coverage_ends_with_1() -> None:
    result = run("simulate", "cdiscount/soap", "--explore", "--fail-under", "100", "--format", "json")
    told = json.loads(result.stdout)
    assert result.exit_code == 1 and told["explored"]["edge"] < 100
    assert told["not_reached"][0]["why"].startswith("closed has no native word")


def test_written_stories_run_as_they_are_and_are_not_written_over(tmp_path: Path) -> None:
    folder = tmp_path / "found"
    told = json.loads(run("simulate", "manomano", "--explore", "--write", str(folder), "--format", "json").stdout)
    assert len(told["written"]) == len(list(folder.iterdir()))
    again = run("simulate", "manomano", "--explore", "--write", str(folder))
    assert again.exit_code == (2 if told["written"] else 0)


def test_free_play_prints_the_trace() -> None:
    sample = BUNDLED["manomano"] / "samples" / "answer-order.json"
    result = run("simulate", "manomano", "--order", str(sample), "--events", "ship,+1d")
    assert result.exit_code == 0, result.output
    assert "do ship" in result.stdout and "= shipped (SHIPPED)" in result.stdout


@pytest.mark.parametrize(
    "arguments",
    [
        ["--order", "x.json"],
        ["--events", "ship"],
        ["--fail-under", "3"],
        ["--write", "x"],
        ["--explore", "--story", "refund"],
        ["--order", "nowhere.json", "--events", "ship"],
    ],
)
def test_what_does_not_go_together_is_wrong_usage(arguments: list[str]) -> None:
    assert run("simulate", "manomano", *arguments).exit_code == 2
