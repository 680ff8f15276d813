"""Every edge is walked with made-up orders; what contradicts the spec is found, and can be kept as a scenario."""

from __future__ import annotations

import shutil
from functools import cache
from pathlib import Path

import pytest

from stallkeeper.machine.coverage import KINDS
from stallkeeper.scenario.explore import Exploration, explore
from stallkeeper.scenario.simulate import simulate
from stallkeeper.spec.catalog import Catalog
from stallkeeper.spec.load import load_channel
from tests.channel_folders import BUNDLED
from tests.scenario.stories import CHANNELS

NAMES = ("cdiscount/soap", "manomano", "veepee")
EVERY = tuple(Catalog().names())


@cache
def explored(name: str) -> Exploration:
    return explore(Catalog().load(name))


def changed(tmp_path: Path, name: str, old: str, new: str) -> Exploration:
    """The exploration of a copy of a channel without stories, with one thing changed in its rules."""
    folder = tmp_path / name
    shutil.copytree(BUNDLED[name], folder, ignore=shutil.ignore_patterns("scenarios", "snapshots"))
    text = (folder / "channel.yaml").read_text()
    assert old in text
    (folder / "channel.yaml").write_text(text.replace(old, new))
    return explore(load_channel(folder))


@pytest.mark.parametrize("name", EVERY)
def test_a_bundled_channel_has_no_counter_example(name: str) -> None:
    assert [(each.story.id, each.why) for each in explored(name).counter_examples] == []


@pytest.mark.parametrize("name", EVERY)
def test_the_stories_of_a_bundled_channel_and_its_family_show_all_that_can_be_shown(name: str) -> None:
    found = explored(name)
    assert set(found.told.missed) == {goal for goal, _ in found.unreached}


@pytest.mark.parametrize("name", NAMES)
def test_every_status_word_and_condition_is_reached_and_what_is_not_says_why(name: str) -> None:
    found = explored(name)
    assert [found.explored.percent(kind) for kind in ("status", "native status", "condition")] == [100, 100, 100]
    assert all(goal.kind == "edge" and "has no native word" in why for goal, why in found.unreached)


def test_the_general_life_of_an_order_is_explored_too() -> None:
    found = explore(load_channel(CHANNELS / "everything"))
    assert found.explored.percent("status") == 100 and found.explored.percent("condition") >= 90


@pytest.mark.parametrize("name", NAMES)
def test_an_explored_story_is_a_scenario_that_runs_as_it_is(name: str, tmp_path: Path) -> None:
    loaded = Catalog().load(name)
    assert loaded.spec is not None
    for story, trace in explored(name).traces:
        scenario, problems = story.scenario(loaded.spec)
        assert scenario is not None, problems
        assert simulate(loaded, scenario).kept == trace.kept


def test_what_the_own_stories_leave_out_is_told_by_stories_that_show_it() -> None:
    found = explored("veepee")
    shown = {story.id for story in found.untold}
    assert len(shown) == len(found.untold) == len(found.told.missed) == 0


def test_without_any_story_of_its_own_a_channel_shows_nothing(tmp_path: Path) -> None:
    found = changed(tmp_path, "veepee", "title: Veepee", "title: Veepee")
    assert [found.told.percent(kind) for kind in KINDS] == [0, 0, 0, 0]
    assert found.explored.percent() > 90


def test_an_order_that_may_be_shipped_after_it_was_canceled_is_a_counter_example(tmp_path: Path) -> None:
    found = changed(tmp_path, "manomano", "    native: [CANCELED]\n", "    native: [CANCELED]\n    actions: [ship]\n")
    (example,) = [each for each in found.counter_examples if "after canceled" in each.why]
    assert example.why == "ship is offered after canceled"
    scenario, _ = example.story.scenario(load_channel(tmp_path / "manomano").spec)  # type: ignore[arg-type]
    assert scenario is not None and not simulate(load_channel(tmp_path / "manomano"), scenario).kept


def test_a_deadline_of_ours_that_refunds_an_order_nobody_refunded_is_a_counter_example(tmp_path: Path) -> None:
    old = "      else: [canceled]\n      kept_by: channel"
    found = changed(tmp_path, "veepee", old, "      else: [refunded]\n      kept_by: us")
    assert "it is refunded although nobody refunded or reported it" in {each.why for each in found.counter_examples}
