"""Files that are made to cost: they are refused or reported, and every one of these tests is over in a moment."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest
from tests.spec.example import EXAMPLE, load

from stallkeeper.played.load import load_play
from stallkeeper.render.problems import report
from stallkeeper.spec.load import load_channel

MANY = 6_000


def _repeated(piece: str) -> str:
    return ", ".join(piece.format(number) for number in range(MANY))


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (EXAMPLE + "".join(f"key_{number}: 1\n" for number in range(MANY)), "unknown-key"),
        ("{" + _repeated("key_{}: 1") + "}", "unknown-key"),
        (EXAMPLE + "title: 1\n" * MANY, "duplicate-key"),
        (EXAMPLE.replace("[SHIPPED]", f"[{_repeated('{{a: x{}}}')}]"), "wrong-type"),
        (EXAMPLE.replace("[SHIPPED]", f"[{_repeated('X{}')}]"), "wrong-value"),
        (EXAMPLE.replace("[retrieval,", f"[{_repeated('x{}.y')},"), "wrong-value"),
        (EXAMPLE.replace("actions: [ship]", f"actions: [{_repeated('ship_{}')}]"), "wrong-value"),
        (EXAMPLE.replace("title: Example", "title: " + "x" * 900_000), "wrong-value"),
        (EXAMPLE.replace("15 minutes", "1" * 900_000 + " minutes"), "wrong-value"),
    ],
    ids=[
        "keys",
        "keys on one line",
        "duplicates",
        "mappings",
        "words",
        "abouts",
        "actions",
        "long text",
        "long number",
    ],
)
def test_a_file_with_thousands_of_mistakes_is_reported_all_the_same(text: str, code: str) -> None:
    loaded = load({"channel.yaml": text})
    assert loaded.spec is None
    assert code in {problem.code for problem in loaded.problems}
    assert max(len(line) for line in report(loaded.problems, 1).splitlines()) < 1000


POISON = ["os.system", "__import__('os')", "{{ 7 * 7 }}", "${HOME}", "../../etc/passwd", "%s%n", "<secret.key>"]


@pytest.mark.parametrize("poison", POISON)
def test_text_that_would_be_code_elsewhere_is_only_text_here(poison: str) -> None:
    text = EXAMPLE.replace("title: Example", f'title: "{poison}"').replace("[SHIPPED]", f'["{poison}"]')
    spec = load({"channel.yaml": text}).spec
    assert spec is not None
    assert (spec.title, spec.statuses["shipped"].native) == (poison, (poison,))


@pytest.mark.parametrize("poison", POISON)
@pytest.mark.parametrize("place", ["results_in: shipped", "every: 15 minutes", "read: 2026-11-22", "actions: [ship]"])
def test_text_that_would_be_code_elsewhere_is_refused_where_a_word_is_asked_for(place: str, poison: str) -> None:
    key = place.partition(":")[0]
    loaded = load({"channel.yaml": EXAMPLE.replace(place, f'{key}: "{poison}"')})
    assert loaded.spec is None
    assert any(poison in problem.message for problem in loaded.problems)


LINKED = ["channel.yaml", "binding.yaml", "carriers.yaml", "scenarios/story.yaml"]


def _folder(place: Path) -> Path:
    folder = place / "example"
    (folder / "scenarios").mkdir(parents=True)
    (folder / "channel.yaml").write_text(EXAMPLE)
    return folder


@pytest.mark.parametrize("name", LINKED)
def test_a_link_out_of_the_folder_is_not_followed_and_shows_nothing_of_what_it_leads_to(
    name: str, tmp_path: Path
) -> None:
    folder, secret = _folder(tmp_path), tmp_path / "credentials"
    secret.write_text("password: [hunter2")
    (folder / name).unlink(missing_ok=True)
    (folder / name).symlink_to(secret)
    loaded = load_channel(folder, "example")
    (problem,) = [each for each in loaded.problems if each.place.path == f"example/{name}"]
    assert "leads out of its channel's folder" in problem.message
    assert "hunter2" not in report(loaded.problems, channels=1)


def test_a_folder_of_scenarios_that_is_a_link_out_is_not_read(tmp_path: Path) -> None:
    folder, elsewhere = _folder(tmp_path), tmp_path / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / "note.yaml").write_text("password: hunter2")
    (folder / "scenarios").rmdir()
    (folder / "scenarios").symlink_to(elsewhere)
    found = [problem.code for problem in load_channel(folder, "example").problems]
    assert found == ["unknown-file", "unreadable-file"]


@pytest.mark.parametrize("name", LINKED)
def test_a_pipe_is_not_waited_for(name: str, tmp_path: Path) -> None:
    folder = _folder(tmp_path)
    (folder / name).unlink(missing_ok=True)
    os.mkfifo(folder / name)
    problems = load_channel(folder, "example").problems
    assert "it is no ordinary file" in report(problems, channels=1)


def test_a_link_within_the_folder_and_a_folder_that_is_a_link_are_read(tmp_path: Path) -> None:
    folder = _folder(tmp_path)
    (folder / "channel.yaml").rename(folder / "edition-1.yaml")
    (folder / "channel.yaml").symlink_to("edition-1.yaml")
    (tmp_path / "again").symlink_to(folder)
    assert load_channel(tmp_path / "again", "example").problems == ()


def test_a_link_to_itself_is_told(tmp_path: Path) -> None:
    folder = _folder(tmp_path)
    (folder / "binding.yaml").symlink_to("binding.yaml")
    (folder / "channel.yaml").unlink()
    (folder / "channel.yaml").symlink_to("channel.yaml")
    assert [problem.code for problem in load_channel(folder, "example").problems] == ["unreadable-file"]


def test_what_a_played_marketplace_is_made_of_does_not_come_from_elsewhere_either(tmp_path: Path) -> None:
    folder, secret = _folder(tmp_path), tmp_path / "credentials"
    secret.write_text("password: [hunter2")
    (folder / "play.yaml").symlink_to(secret)
    spec, problems = load_play(folder)
    assert spec is None
    assert "leads out" in problems[0].message
    assert "hunter2" not in report(problems, channels=1)


def test_thousands_of_allowances_are_a_problem_and_cost_no_more_than_the_file() -> None:
    allow = "".join(f"  - {{code: dead-end, about: statuses.x{number}, because: No.}}\n" for number in range(MANY))
    started = time.process_time()
    loaded = load({"channel.yaml": f"{EXAMPLE}\nallow:\n{allow}"})
    assert "wrong-value" in {problem.code for problem in loaded.problems}
    assert time.process_time() - started < 30
