"""Every bundled channel: it validates, its stories are kept, nothing it says goes untold, and its snapshots hold.

A channel is found by its folder; nothing is registered here. `make snapshots` writes the snapshots anew.
"""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest
from syrupy.assertion import SnapshotAssertion

from stallkeeper.machine.compile import compile_machine
from stallkeeper.machine.trace import Trace
from stallkeeper.render.guide import guide_page
from stallkeeper.render.machine_text import machine_text
from stallkeeper.render.trace_text import trace_text
from stallkeeper.scenario.simulate import simulate
from stallkeeper.spec.channel_spec import ChannelSpec
from stallkeeper.spec.editions import name_of
from stallkeeper.spec.family import family_folder
from stallkeeper.spec.load import load_channel
from stallkeeper.spec.loaded import LoadedChannel
from stallkeeper.spec.scenario_spec import ScenarioSpec
from stallkeeper.words import STATUSES
from tests import channel_folders
from tests.plain_snapshots import plain_snapshots
from tests.shared_material import ROOT
from tests.story_coverage import gaps, statuses_reached

BUNDLED = tuple(channel_folders.BUNDLED.values())
EVERYTHING = ROOT / "tests" / "channels" / "everything"
STORIES = [(folder, file.stem) for folder in (*BUNDLED, EVERYTHING) for file in sorted(folder.glob("scenarios/*.yaml"))]


@cache
def loaded(folder: Path) -> LoadedChannel:
    return load_channel(folder)


def spec_of(folder: Path) -> ChannelSpec:
    spec = loaded(folder).spec
    assert spec is not None, loaded(folder).problems
    return spec


def story(folder: Path, name: str) -> ScenarioSpec:
    (found,) = [scenario for scenario in loaded(folder).scenarios if scenario.id == name]
    return found


@cache
def trace(folder: Path, name: str) -> Trace:
    return simulate(loaded(folder), story(folder, name))


def traces(folder: Path) -> tuple[Trace, ...]:
    return tuple(trace(folder, scenario.id) for scenario in loaded(folder).scenarios)


def family_of(folder: Path) -> Path | None:
    family = loaded(folder).spec
    return None if family is None or family.family is None else family_folder(family.family, folder)


def told(folder: Path) -> tuple[Trace, ...]:
    """A channel's own stories, and those of its family as they go with the channel's rules."""
    family = family_of(folder)
    retold = () if family is None else tuple(simulate(loaded(folder), each) for each in loaded(family).scenarios)
    return (*traces(folder), *retold)


def named(value: object) -> str:
    return name_of(value) if isinstance(value, Path) else str(value)


@pytest.fixture
def snapshot_file(snapshot: SnapshotAssertion, folder: Path) -> SnapshotAssertion:
    return snapshot.use_extension(plain_snapshots(folder))


def test_the_catalog_holds_the_three_source_channels() -> None:
    assert {"cdiscount/soap", "manomano", "veepee"} <= channel_folders.BUNDLED.keys()


@pytest.mark.parametrize("folder", (*BUNDLED, EVERYTHING), ids=named)
def test_a_channel_has_no_problems_at_all(folder: Path) -> None:
    assert loaded(folder).problems == ()


@pytest.mark.parametrize("folder", BUNDLED, ids=named)
def test_a_bundled_channel_can_be_reached_and_played(folder: Path) -> None:
    assert loaded(folder).binding is not None
    assert (folder / "play.yaml").is_file()


@pytest.mark.parametrize("folder", BUNDLED, ids=named)
def test_a_channel_has_at_least_six_stories(folder: Path) -> None:
    assert len(told(folder)) >= 6
    assert loaded(folder).scenarios


@pytest.mark.parametrize(("folder", "name"), STORIES, ids=named)
def test_every_promise_of_a_story_is_kept(folder: Path, name: str) -> None:
    broken = [(step.subject, promise) for step in trace(folder, name).steps for promise in step.broken]
    assert broken == []


@pytest.mark.parametrize(("folder", "name"), STORIES, ids=named)
def test_a_story_goes_the_same_way_twice(folder: Path, name: str) -> None:
    assert trace_text(simulate(loaded(folder), story(folder, name))) == trace_text(trace(folder, name))


@pytest.mark.parametrize("folder", BUNDLED, ids=named)
def test_every_rule_of_a_channel_is_told_in_a_story(folder: Path) -> None:
    assert gaps(spec_of(folder), told(folder)) == []


@pytest.mark.parametrize("folder", BUNDLED, ids=named)
def test_without_its_stories_every_action_and_status_of_a_channel_is_missed(folder: Path) -> None:
    """The measure itself can fail."""
    missed = gaps(spec_of(folder), ())
    spec = spec_of(folder)
    assert {f"no story does {action}" for action in spec.actions} <= set(missed)
    assert {f"no story reaches {status}" for status in spec.statuses} <= set(missed)


def test_a_condition_that_only_one_story_shows_is_missed_without_it() -> None:
    """Custom carriers are told by code and by name; without the story by name, that is noticed."""
    folder = ROOT / "channels" / "veepee"
    kept = tuple(each for each in traces(folder) if each.story != "custom-carrier-by-name")
    assert any("no story has carrier Custom" in gap for gap in gaps(spec_of(folder), kept))


def test_each_of_the_sixteen_statuses_is_reached_in_some_story() -> None:
    reached = set().union(*(statuses_reached(traces(folder)) for folder in (*BUNDLED, EVERYTHING)))
    assert reached == set(STATUSES)


def test_a_broken_promise_is_found_out() -> None:
    """A story that promises too much does not pass: its trace says what was expected and what came."""
    folder = ROOT / "channels" / "manomano"
    honest = story(folder, "refuse")
    first = honest.steps[0]
    liar = replace(honest, steps=(replace(first, promise=replace(first.promise, status="shipped")),))
    told = simulate(loaded(folder), liar)
    assert not told.kept
    assert "expected the status shipped, found refused" in trace_text(told)


def test_the_marketplace_agrees_with_the_word_that_the_story_names() -> None:
    told = trace(channel_folders.folder_of("cdiscount/soap"), "refuse")
    assert told.steps[1].native_status == "RefusedBySeller"


def test_the_words_of_lines_that_a_channel_reports_stand_in_the_trace() -> None:
    told = trace(channel_folders.folder_of("cdiscount/soap"), "cancellation-requested")
    assert told.steps[1].given["lines"] == ("AcceptedBySeller", "CancellationRequestPending")


@pytest.mark.parametrize("folder", BUNDLED, ids=named)
def test_the_guide_page_is_the_one_in_the_snapshot(folder: Path, snapshot_file: SnapshotAssertion) -> None:
    spec = spec_of(folder)
    assert guide_page(spec, compile_machine(spec)) == snapshot_file(name="page.md")


@pytest.mark.parametrize("folder", BUNDLED, ids=named)
def test_the_compiled_machine_is_the_one_in_the_snapshot(folder: Path, snapshot_file: SnapshotAssertion) -> None:
    assert machine_text(compile_machine(spec_of(folder))) == snapshot_file(name="machine.txt")


@pytest.mark.parametrize(("folder", "name"), [each for each in STORIES if each[0] in BUNDLED], ids=named)
def test_the_trace_of_a_story_is_the_one_in_the_snapshot(
    folder: Path, name: str, snapshot_file: SnapshotAssertion
) -> None:
    assert trace_text(trace(folder, name)) == snapshot_file(name=f"{name}.trace")


@pytest.mark.parametrize("folder", BUNDLED, ids=named)
def test_no_snapshot_is_left_over_from_a_story_that_is_gone(folder: Path, pytestconfig: pytest.Config) -> None:
    expected = {"page.md", "machine.txt", *(f"{scenario.id}.trace" for scenario in loaded(folder).scenarios)}
    left_over = [file for file in (folder / "snapshots").iterdir() if file.name not in expected]
    if pytestconfig.getoption("update_snapshots"):
        for file in left_over:
            file.unlink()
        return
    assert left_over == []
