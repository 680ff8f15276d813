"""What lies in a channel's folder: files that nothing reads, and a channel.yaml under another name."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.spec.example import example, load

from stallkeeper.problems import Problem
from stallkeeper.spec.load import load_channel


def unread(*names: str) -> list[tuple[str, str]]:
    """The path and the hint of each file that is told beside a sound channel."""
    problems = load({"channel.yaml": example(), **dict.fromkeys(names, "a: 1\n")}).problems
    assert {problem.severity for problem in problems} <= {"warning"}
    return [(problem.place.path, problem.hint) for problem in problems if problem.code == "unknown-file"]


@pytest.mark.parametrize(
    ("name", "hint"),
    [
        ("binding.yml", "did you mean `binding.yaml`?"),
        ("plays.yaml", "did you mean `play.yaml`?"),
        ("carrier.yaml", "did you mean `carriers.yaml`?"),
        ("Binding.yaml", "did you mean `binding.yaml`?"),
        ("notes.yaml", "remove it"),
        ("chanel.yaml", "remove it"),
        ("scenarios/ship.yml", "did you mean `ship.yaml`?"),
        ("scenarios/more/ship.yaml", "remove it"),
        ("scenario/ship.yaml", "did you mean `scenarios`?"),
    ],
)
def test_a_file_that_nothing_reads_is_told_with_what_it_may_have_been_meant_to_be(name: str, hint: str) -> None:
    told = name if name.count("/") == 1 and name.startswith("scenarios") else name.removesuffix("/ship.yaml")
    assert unread(name) == [(f"example/{told}", hint)]


@pytest.mark.parametrize(
    "name", ["README.md", "samples/anything.yml", "snapshots/page.json", "pictures/a.png", ".x.yaml"]
)
def test_what_an_author_keeps_beside_a_channel_is_not_told(name: str) -> None:
    assert unread(name) == []


def missing(folder: Path, *names: str) -> list[Problem]:
    for name in names:
        (folder / name).write_text("a: 1\n")
    return list(load_channel(folder, "example").problems)


def test_a_channel_file_under_another_name_is_told_once_with_that_name(tmp_path: Path) -> None:
    (problem,) = missing(tmp_path, "chanel.yaml")
    assert (problem.code, problem.hint) == ("no-such-file", "rename `chanel.yaml` to `channel.yaml`")


def test_a_folder_without_any_channel_file_says_so(tmp_path: Path) -> None:
    (problem,) = missing(tmp_path)
    assert (problem.code, problem.hint) == ("no-such-file", "")


def test_names_in_a_folder_elsewhere_are_not_listed(tmp_path: Path) -> None:
    elsewhere, folder = tmp_path / "elsewhere", tmp_path / "channel"
    elsewhere.mkdir()
    folder.mkdir()
    (elsewhere / "secret-plan.json").write_text("{}")
    (folder / "channel.yaml").write_text(example())
    (folder / "scenarios").symlink_to(elsewhere)
    assert "secret-plan" not in str(load_channel(folder, "example").problems)
