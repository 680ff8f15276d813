"""docs/automation.md: its example loads and fits its channel, its program runs, its words are those of the engine."""

from __future__ import annotations

import re
import textwrap
from datetime import UTC, datetime
from pathlib import Path

import pytest

from stallkeeper.cli.rules import command
from stallkeeper.runtime.opening import open_engine
from stallkeeper.runtime.rule_look import LONGEST_CHAIN
from stallkeeper.runtime.seller_rules import RuleReport, SellerRules

PAGE = (Path(__file__).resolve().parent.parent / "docs" / "automation.md").read_text()


@pytest.fixture
def reports(tmp_path: Path) -> dict[str, RuleReport]:
    with open_engine(written(tmp_path), environ={}) as engine:
        return {report.rule.id: report for report in engine.rules.list()}


def written(folder: Path) -> Path:
    (example,) = re.findall(r"```yaml\n(.*?)```", PAGE, re.DOTALL)
    (folder / "stallkeeper.yaml").write_text(example)
    return folder / "stallkeeper.yaml"


def test_the_example_fits_its_channel_and_says_what_the_page_says(reports: dict[str, RuleReport]) -> None:
    small, overseas, counter = reports.values()
    assert (small.rule.stock_buffer, small.rule.limits.per_day, small.rule.since) == (2, 50, None)
    assert overseas.rule.when.countries == ("RE", "GP")
    assert counter.rule.since == datetime(2026, 11, 1, tzinfo=UTC)


def test_the_program_of_the_page_runs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    written(tmp_path)
    monkeypatch.chdir(tmp_path)
    (program,) = re.findall(r"```python\n(.*?)```", PAGE, re.DOTALL)
    exec(textwrap.dedent(program), {})
    assert capsys.readouterr().out.splitlines()[0] == "accept-small 0 0 0"


def test_the_verbs_calls_and_bounds_it_names_are_the_engines_own() -> None:
    verbs = set(re.findall(r"^stallkeeper rules (\w+)", PAGE, re.MULTILINE))
    assert verbs | {"run"} == set(command.commands)
    calls = re.findall(r"`(\w+)\([\w, ]*\)`", PAGE.partition("`engine.rules`:")[2])
    assert calls and [name for name in calls if not callable(getattr(SellerRules, name, None))] == []
    assert LONGEST_CHAIN == 5 and "a sixth rule on one order" in PAGE
