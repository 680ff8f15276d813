"""Plays that extend another: laid over it key by key, with its samples, and told where they cannot."""

from __future__ import annotations

from pathlib import Path

from stallkeeper.played.load import load_play
from stallkeeper.played.play_spec import PlaySpec
from stallkeeper.problems import Problem
from tests.played.small import ORDER, written

HEAD = "play: branch\nextends: small\ntitle: A branch\nsources: [{title: Its own terms, read: 2026-11-22}]\n"


def branch(folder: Path, text: str = "") -> tuple[PlaySpec | None, tuple[Problem, ...]]:
    """A play beside the small one, which it extends."""
    written(folder / "small", "")
    (folder / "branch").mkdir()
    (folder / "branch" / "play.yaml").write_text(HEAD + text, encoding="utf-8")
    return load_play(folder / "branch")


def codes(problems: tuple[Problem, ...]) -> list[str]:
    return [problem.code for problem in problems]


def test_a_play_takes_over_what_it_does_not_say_itself(tmp_path: Path) -> None:
    spec, problems = branch(tmp_path, "credentials: {second: other}\n")
    assert spec is not None, problems
    small, _ = load_play(tmp_path / "small")
    assert small is not None
    assert (spec.name, spec.title, spec.credentials["second"]) == ("branch", "A branch", "other")
    assert [route.name for route in spec.routes] == [route.name for route in small.routes]
    assert set(small.credentials) < set(spec.credentials)
    assert spec.order.sample == small.order.sample


def test_a_sample_of_its_own_stands_in_place_of_the_familys(tmp_path: Path) -> None:
    written(tmp_path / "small", "")
    written(tmp_path / "branch", "", order={**ORDER, "shop": "south"})
    (tmp_path / "branch" / "play.yaml").write_text(HEAD, encoding="utf-8")
    spec, problems = load_play(tmp_path / "branch")
    assert spec is not None, problems
    assert spec.order.sample["shop"] == "south"


def test_a_part_that_does_not_hold_is_taken_out_and_one_that_is_none_is_told(tmp_path: Path) -> None:
    spec, _ = branch(tmp_path, "without: [credentials.key]\n")
    assert spec is not None and spec.credentials == {}
    text = (tmp_path / "branch" / "play.yaml").read_text(encoding="utf-8").replace("credentials.key", "life.storms")
    (tmp_path / "branch" / "play.yaml").write_text(text, encoding="utf-8")
    _, problems = load_play(tmp_path / "branch")
    assert codes(problems) == ["without-nothing"] and "life.storms" in problems[0].message


def test_a_family_that_is_none_is_told(tmp_path: Path) -> None:
    written(tmp_path / "small", "")
    (tmp_path / "branch").mkdir()
    for name in ("smell", "branch", "../small", "."):
        text = HEAD.replace("extends: small", f"extends: {name}")
        (tmp_path / "branch" / "play.yaml").write_text(text, encoding="utf-8")
        spec, problems = load_play(tmp_path / "branch")
        assert (spec, codes(problems)) == (None, ["unknown-family"])
        assert len(problems[0].message) <= 300


def test_one_level_is_all_there_is(tmp_path: Path) -> None:
    branch(tmp_path)
    (tmp_path / "twig").mkdir()
    text = HEAD.replace("play: branch", "play: twig").replace("extends: small", "extends: branch")
    (tmp_path / "twig" / "play.yaml").write_text(text, encoding="utf-8")
    spec, problems = load_play(tmp_path / "twig")
    assert (spec, codes(problems)) == (None, ["wrong-family"])
