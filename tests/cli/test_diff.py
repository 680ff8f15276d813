"""`stallkeeper diff`: two editions, what breaks whom, and an exit code that a pipeline can stop at."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from stallkeeper.text.shipped import shipped_folder
from tests.cli.command_line import run


@pytest.fixture
def edited(tmp_path: Path) -> Path:
    """A copy of a channel to be changed."""
    folder = tmp_path / "manomano"
    shutil.copytree(shipped_folder("channels") / "manomano", folder, ignore=shutil.ignore_patterns("snapshots"))
    return folder


def change(folder: Path, old: str, new: str, file: str = "channel.yaml") -> None:
    text = (folder / file).read_text()
    assert old in text
    (folder / file).write_text(text.replace(old, new))


def test_the_same_rules_are_said_to_be_equivalent(edited: Path) -> None:
    result = run("diff", "manomano", str(edited))
    assert result.exit_code == 0
    assert "are equivalent: they say the same of every order" in result.stdout


def test_a_breaking_change_ends_with_1_and_shows_its_witness(edited: Path) -> None:
    change(edited, "      - carrier\n", "      - carrier\n      - tracking_number\n")
    result = run("diff", "manomano", str(edited))
    assert result.exit_code == 1
    assert "newly-required  ship now needs tracking_number at waiting_shipment (breaks callers)" in result.stdout
    assert "for an order at waiting_shipment (PREPARATION) and ship with carrier " in result.stdout
    assert "        new: needs tracking_number\n" in result.stdout
    assert "1 breaking difference, 0 others" in result.stdout.splitlines()[-1]


def test_a_change_that_breaks_nobody_ends_with_0(edited: Path) -> None:
    change(edited, "every: 15 minutes", "every: 30 minutes")
    result = run("diff", "manomano", str(edited))
    assert result.exit_code == 0
    assert "window-changed  the window latest is every 30 minutes, not every 15 minutes" in result.stdout


def test_what_an_account_has_to_name_is_told(edited: Path) -> None:
    change(edited, "  api_key: {about:", "  second_key: {about: Another key.}\n  api_key: {about:", "binding.yaml")
    change(
        edited,
        "    x-api-key: <secret.api_key>",
        "    x-api-key: <secret.api_key>\n    x-more: <secret.second_key>",
        "binding.yaml",
    )
    change(edited, "https://partnersapi.manomano.com", "https://api.example.com", "binding.yaml")
    result = run("diff", "manomano", str(edited))
    assert result.exit_code == 1
    assert "accounts have to name the secret second_key: Another key. (breaks configuration)" in result.stdout
    assert "the host api is https://api.example.com; it was https://partnersapi.manomano.com" in result.stdout


def test_as_json_each_difference_says_whether_it_breaks_and_where_it_stands(edited: Path) -> None:
    change(edited, "fields:\n", "fields:\n  tracking_number: {type: text, max_length: 10}\n")
    told = json.loads(run("diff", "manomano", str(edited), "--json").stdout)
    (difference,) = told["differences"]
    assert (told["equivalent"], told["breaking"]) == (False, 1)
    assert (difference["kind"], difference["breaks"]) == ("value-now-refused", ["callers"])
    assert len(difference["witness"]["fields"]["tracking_number"]) > 10
    assert difference["place"]["path"].endswith("manomano/channel.yaml")


def test_a_channel_with_problems_is_not_compared(edited: Path) -> None:
    change(edited, "results_in: [refunding]", "result: [refunding]")
    result = run("diff", "manomano", str(edited))
    assert result.exit_code == 1
    assert "missing-key" in result.stderr and not result.stdout


def test_an_unknown_name_is_wrong_usage() -> None:
    assert run("diff", "manomano", "manomanno").exit_code == 2
