"""A family and its operators: one level of `extends`, every place still in the file that it was written in."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from tests.machine.arranged import NOON, an_order
from tests.shared_material import ROOT

from stallkeeper.machine.compile import compile_machine
from stallkeeper.machine.decide import decide
from stallkeeper.machine.decision import Incomplete, NotOffered
from stallkeeper.problems import Problem
from stallkeeper.spec.binding_spec import BindingSpec
from stallkeeper.spec.channel_spec import ChannelSpec
from stallkeeper.spec.load import load_channel
from stallkeeper.spec.loaded import LoadedChannel

CHANNELS = ROOT / "tests" / "channels"
NAMES = ("bazaar", "bazaar_north", "bazaar_south")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name in NAMES:
        shutil.copytree(CHANNELS / name, tmp_path / name)
    return tmp_path


def spec_of(name: str, folder: Path = CHANNELS) -> ChannelSpec:
    loaded = load_channel(folder / name)
    assert loaded.spec is not None, loaded.problems
    return loaded.spec


def binding_of(name: str, folder: Path = CHANNELS) -> BindingSpec:
    loaded = load_channel(folder / name)
    assert loaded.binding is not None, loaded.problems
    return loaded.binding


def changed(folder: Path, file: str, before: str, after: str) -> None:
    path = folder / file
    text = path.read_text(encoding="utf-8")
    assert before in text
    path.write_text(text.replace(before, after), encoding="utf-8")


def only_problem(loaded: LoadedChannel) -> Problem:
    (problem,) = loaded.problems
    return problem


@pytest.mark.parametrize("name", NAMES)
def test_the_family_and_its_operators_have_no_problems(name: str) -> None:
    assert load_channel(CHANNELS / name).problems == ()


def test_operators_differ_where_they_say_so_and_nowhere_else() -> None:
    family, north, south = (spec_of(name) for name in NAMES)
    assert [set(each.statuses["waiting_shipment"].actions) for each in (family, north, south)] == [
        {"ship"},
        {"ship", "refund"},
        {"ship"},
    ]
    assert [set(each.actions) for each in (family, north, south)] == [{"ship", "refund"}] * 2 + [{"ship"}]
    assert bool(family.actions["refund"].conditions) and not north.actions["refund"].conditions
    assert north.actions["ship"].needs == family.actions["ship"].needs
    assert (north.channel, north.title, north.family) == ("bazaar_north", "Bazaar of the north", "bazaar")


def test_a_binding_is_inherited_whole_or_laid_over_the_familys() -> None:
    family, north, south = (binding_of(name) for name in NAMES)
    assert (north.hosts, north.order) == (family.hosts, family.order)
    assert (north.binding, south.binding) == ("bazaar_north", "bazaar_south")
    assert south.hosts["api"] == "https://south.bazaar.example"
    assert south.actions["ship"].request == family.actions["ship"].request


def test_an_action_that_an_operator_lacks_is_not_inherited_by_its_binding() -> None:
    assert set(binding_of("bazaar_south").actions) == {"ship"}


def test_the_list_of_carriers_is_inherited_where_the_operator_has_none() -> None:
    carriers = {name: [each.code for each in rules.known] for name in NAMES if (rules := spec_of(name).carriers)}
    assert carriers == {"bazaar": ["SNAIL"], "bazaar_north": ["SNAIL"], "bazaar_south": ["MULE"]}


def test_sources_add_up_and_the_familys_come_first() -> None:
    assert [each.title[:12] for each in spec_of("bazaar_north").sources] == ["An interface", "The northern"]


def test_a_reason_names_the_file_its_rule_stands_in() -> None:
    """An operator's explanation leads into the family's file for what is inherited, and into its own for the rest."""
    machine = compile_machine(spec_of("bazaar_south"))
    assert machine.spec.actions["ship"].place.path == "tests/channels/bazaar/channel.yaml"
    assert machine.spec.statuses["shipped"].place.path == "tests/channels/bazaar_south/channel.yaml"
    lacking = decide(machine, an_order("waiting_shipment", "OPEN"), "ship", {"colour": "red"}, now=NOON)
    assert isinstance(lacking, Incomplete)
    assert {reason.place.path for reason in lacking.reasons} == {"tests/channels/bazaar/channel.yaml"}
    refused = decide(compile_machine(spec_of("bazaar")), an_order("shipped", "SENT"), "refund", {}, now=NOON)
    assert isinstance(refused, NotOffered)
    assert {reason.place.path for reason in refused.reasons if reason.place} == {"tests/channels/bazaar/channel.yaml"}


def test_a_mistake_in_the_family_is_told_in_its_file_with_its_line(folder: Path) -> None:
    changed(folder, "bazaar/channel.yaml", "needs: [carrier]", "neds: [carrier]")
    problem = only_problem(load_channel(folder / "bazaar_north"))
    assert (problem.place.path, problem.code) == (f"{folder}/bazaar/channel.yaml", "unknown-key")
    assert problem.excerpt == ((problem.place.line, "    neds: [carrier]"),)


def test_a_mistake_of_the_operator_is_told_in_its_own_file(folder: Path) -> None:
    changed(folder, "bazaar_north/channel.yaml", "actions: [ship, refund]", "actions: [ship, refnd]")
    problem = next(each for each in load_channel(folder / "bazaar_north").problems if each.code == "undeclared-action")
    assert problem.place.path == f"{folder}/bazaar_north/channel.yaml"
    assert problem.excerpt == ((problem.place.line, "    actions: [ship, refnd]"),)


def test_a_mistake_in_the_inherited_binding_is_told_in_the_familys_file(folder: Path) -> None:
    changed(folder, "bazaar/binding.yaml", "body: {reason: <fields.refund_reason>}", "body: {reason: <fields.reason>}")
    problems = load_channel(folder / "bazaar_north").problems
    assert {each.place.path for each in problems} == {f"{folder}/bazaar/binding.yaml"}
    assert all(each.excerpt for each in problems)


def test_a_key_that_is_missing_in_both_is_missing_in_the_operators_file(folder: Path) -> None:
    changed(folder, "bazaar_north/channel.yaml", "title: Bazaar of the north\n", "")
    problem = only_problem(load_channel(folder / "bazaar_north"))
    assert (problem.code, problem.place.path) == ("missing-key", f"{folder}/bazaar_north/channel.yaml")


@pytest.mark.parametrize(
    ("name", "code", "message", "hint"),
    [
        ("bazar", "unknown-family", 'there is no family "bazar"', "did you mean `bazaar`?"),
        ("nothing_like_it", "unknown-family", "none is bundled", "write the name of a channel's folder"),
        ("bazaar_south", "wrong-family", 'extends "bazaar" itself; one level', "extend the uppermost one"),
        ("bazaar_north", "wrong-family", "cannot extend itself", "remove `extends`"),
    ],
)
def test_what_cannot_be_a_family_is_told_once_with_its_line(
    folder: Path, name: str, code: str, message: str, hint: str
) -> None:
    changed(folder, "bazaar_north/channel.yaml", "extends: bazaar", f"extends: {name}")
    loaded = load_channel(folder / "bazaar_north")
    problem = only_problem(loaded)
    assert loaded.spec is None
    assert (problem.code, problem.place.line, problem.excerpt) == (code, 3, ((3, f"extends: {name}"),))
    assert message in problem.message and hint in problem.hint


@pytest.mark.parametrize("name", ["../bazaar", "/etc", "[bazaar]", "", "bazaar/../bazaar", "a/b/c"])
def test_a_family_is_a_name_and_never_a_path(folder: Path, name: str) -> None:
    changed(folder, "bazaar_north/channel.yaml", "extends: bazaar", f"extends: {name}")
    loaded = load_channel(folder / "bazaar_north")
    assert loaded.spec is None and {each.code for each in loaded.problems} <= {"wrong-family", "unknown-family"}


def test_a_family_that_is_a_link_out_of_the_catalog_is_none(
    folder: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    outside = tmp_path_factory.mktemp("outside") / "bazaar"
    (folder / "bazaar").rename(outside)
    (folder / "bazaar").symlink_to(outside)
    assert only_problem(load_channel(folder / "bazaar_north")).code == "unknown-family"


def test_a_bundled_channel_is_a_family_too(folder: Path) -> None:
    text = "channel: mine\nextends: manomano\ntitle: Mine\n"
    (folder / "mine").mkdir()
    (folder / "mine" / "channel.yaml").write_text(text, encoding="utf-8")
    loaded = load_channel(folder / "mine")
    assert loaded.spec is not None and loaded.spec.actions["ship"].needs
    assert loaded.binding is not None and loaded.binding.binding == "mine"


@pytest.mark.parametrize(
    ("word", "hint"),
    [("actions.refund.of", "did you mean `actions.refund.if`?"), ("x", "one of: actions, carriers, fields,")],
)
def test_a_word_of_without_that_names_nothing_is_told(folder: Path, word: str, hint: str) -> None:
    changed(folder, "bazaar_north/channel.yaml", "without: [actions.refund.if]", f"without: [{word}]")
    problem = only_problem(load_channel(folder / "bazaar_north"))
    assert (problem.code, problem.place.line) == ("without-nothing", 4)
    assert hint in problem.hint


def test_without_needs_a_family(folder: Path) -> None:
    changed(folder, "bazaar/channel.yaml", "channel: bazaar\n", "channel: bazaar\nwithout: [fields]\n")
    problem = only_problem(load_channel(folder / "bazaar"))
    assert (problem.code, problem.place.line) == ("without-nothing", 3)


def test_both_files_extend_the_same_family(folder: Path) -> None:
    shutil.copytree(folder / "bazaar", folder / "other")
    changed(folder, "bazaar_south/binding.yaml", "extends: bazaar", "extends: other")
    problem = only_problem(load_channel(folder / "bazaar_south"))
    assert (problem.code, problem.place.path) == ("wrong-family", f"{folder}/bazaar_south/binding.yaml")


def test_a_binding_is_that_of_the_channel_beside_it_also_with_a_family(folder: Path) -> None:
    changed(folder, "bazaar_south/binding.yaml", "binding: bazaar_south", "binding: bazaar")
    problem = only_problem(load_channel(folder / "bazaar_south"))
    assert (problem.code, problem.hint) == ("wrong-channel", "write `binding: bazaar_south`")


def test_a_family_without_a_binding_leaves_its_operators_without_one(folder: Path) -> None:
    (folder / "bazaar" / "binding.yaml").unlink()
    loaded = load_channel(folder / "bazaar_north")
    assert (loaded.binding, loaded.problems) == (None, ())
    assert only_problem(load_channel(folder / "bazaar_south")).code == "wrong-family"


def test_a_family_that_cannot_be_read_is_told_where_it_breaks(folder: Path) -> None:
    (folder / "bazaar" / "channel.yaml").write_text("channel: [bazaar", encoding="utf-8")
    loaded = load_channel(folder / "bazaar_north")
    assert {each.place.path for each in loaded.problems if each.severity == "error"} == {
        f"{folder}/bazaar/channel.yaml"
    }


def test_a_better_mapping_of_the_family_is_applied_to_what_its_operators_hold(folder: Path) -> None:
    before = [binding_of(name, folder).fingerprint for name in NAMES]
    changed(folder, "bazaar/binding.yaml", "unit_price: price", "unit_price: amount")
    after = [binding_of(name, folder).fingerprint for name in NAMES]
    assert all(old != new for old, new in zip(before, after, strict=True))
    assert before[0] == before[1] != before[2], "an operator with a mapping of its own reads in its own way"
