"""The README and the pages under docs/ against what they speak of: no example that would not work, no dead link."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from stallkeeper.accounts.load import load_accounts
from stallkeeper.cli.contents import stallkeeper as command
from stallkeeper.text.yaml_door import read_source

ROOT = Path(__file__).resolve().parent.parent
README = (ROOT / "README.md").read_text()
PAGES = sorted([ROOT / "README.md", ROOT / "CHANGELOG.md", *(ROOT / "docs").rglob("*.md")])


def blocks(language: str) -> list[str]:
    """The README's fenced blocks of that language (`""`: none named)."""
    fenced = re.findall(r"^```([a-z]*)\n(.*?)^```$", README, re.DOTALL | re.MULTILINE)
    return [text for named, text in fenced if named == language]


def test_the_spec_in_the_readme_is_the_channels_own() -> None:
    shown, problems = read_source(blocks("yaml")[0], "README.md")
    whole, _ = read_source((ROOT / "channels/manomano/channel.yaml").read_bytes(), "channel.yaml")
    assert shown is not None and whole is not None and not problems
    for status, spec in shown.data["statuses"].items():
        assert spec.items() <= whole.data["statuses"][status].items()
    for action, spec in shown.data["actions"].items():
        assert spec.items() <= whole.data["actions"][action].items()


def test_the_mistake_in_the_readme_is_told_in_those_words(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "channels" / "manomano"
    shutil.copytree(ROOT / "channels" / "manomano", folder)
    text = (folder / "channel.yaml").read_text()
    (folder / "channel.yaml").write_text(re.sub(r"results_in: \[refunding\]", "result: refunding", text))
    monkeypatch.chdir(tmp_path)
    outcome = CliRunner().invoke(command, ["validate", "channels/manomano"])
    (shown,) = (block for block in blocks("") if "missing-key" in block)
    assert shown.strip() in outcome.output
    assert outcome.exit_code == 1


def test_the_accounts_file_in_the_readme_is_one(tmp_path: Path) -> None:
    (text,) = (block for block in blocks("yaml") if "accounts:" in block)
    path = tmp_path / "stallkeeper.yaml"
    path.write_text(text)
    assert list(load_accounts(path, {}).accounts) == ["my-shop"]


def test_every_command_in_the_readme_exists() -> None:
    verbs = set(re.findall(r"^stallkeeper ([a-z-]+)", README, re.MULTILINE))
    assert {"new", "validate", "simulate", "play", "sync", "orders", "order", "act", "run"} <= verbs
    context = click.Context(command)
    assert [verb for verb in sorted(verbs) if command.get_command(context, verb) is None] == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_link_to_a_file_leads_somewhere(page: Path) -> None:
    links = re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", page.read_text())
    assert [link for link in links if not (page.parent / link).exists()] == []
