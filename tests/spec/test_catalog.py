"""Names of channels in, folders and specs out."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.spec.example import EXAMPLE

from stallkeeper.errors import UsageError
from stallkeeper.problems import Problem
from stallkeeper.spec import catalog as catalogs
from stallkeeper.spec.catalog import Catalog, bundled


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name in ("example", "sample"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "channel.yaml").write_text(EXAMPLE, encoding="utf-8")
    (tmp_path / "no_channel").mkdir()
    return tmp_path


def test_every_folder_with_a_channel_yaml_is_a_channel(folder: Path) -> None:
    assert Catalog([folder]).names() == ("example", "sample")


def test_the_bundled_channels_are_seen_by_themselves() -> None:
    names = Catalog().names()
    assert len(names) >= 3 and list(names) == sorted(names)
    assert all((Catalog().folder(name) / "channel.yaml").is_file() for name in names)


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    """A channel with three editions, one of them without an end, and a channel that has none."""
    days = {"first": "valid_to: 2020-12-31", "third": "valid_from: 2024-01-01", "second": "valid_from: 2021-01-01"}
    days["second"] += "\nvalid_to: 2023-12-31"
    for name, force in days.items():
        folder = tmp_path / "example" / "editions" / name
        folder.mkdir(parents=True)
        text = EXAMPLE.replace("channel: example\n", f"channel: example\nedition: {name}\n{force}\n")
        (folder / "channel.yaml").write_text(text, encoding="utf-8")
    return tmp_path


def edited(folder: Path, name: str, before: str, after: str) -> None:
    file = folder / "example" / "editions" / name / "channel.yaml"
    text = file.read_text(encoding="utf-8")
    assert before in text
    file.write_text(text.replace(before, after), encoding="utf-8")


def misplaced(folder: Path) -> Problem:
    (problem,) = [each for each in Catalog([folder]).load("example/third").problems if each.code == "wrong-edition"]
    return problem


def test_each_edition_of_a_channel_has_a_name(shop: Path) -> None:
    assert Catalog([shop]).names() == ("example/first", "example/second", "example/third")
    assert Catalog([shop / "example"]).names() == ("example/first", "example/second", "example/third")
    assert Catalog([shop / "example" / "editions" / "first"]).names() == ("example/first",)
    assert Catalog([shop]).folder("example/first") == shop / "example" / "editions" / "first"


@pytest.mark.parametrize("way", ["name", "path", "own"])
def test_the_bare_name_means_the_edition_without_an_end(shop: Path, way: str) -> None:
    catalog = Catalog([shop / "example"] if way == "own" else [shop])
    assert catalog.folder(str(shop / "example") if way == "path" else "example").name == "third"


def test_where_every_edition_ends_the_bare_name_means_the_one_that_began_last(shop: Path) -> None:
    edited(shop, "third", "valid_from: 2024-01-01", "valid_from: 2020-01-01\nvalid_to: 2020-02-01")
    assert Catalog([shop]).folder("example").name == "second"


def test_a_channel_with_rules_of_its_own_has_no_editions(shop: Path) -> None:
    (shop / "example" / "channel.yaml").write_text(EXAMPLE, encoding="utf-8")
    assert Catalog([shop]).names() == ("example",)
    (problem,) = Catalog([shop]).load("example").problems
    assert (problem.code, problem.severity, problem.hint) == (
        "unknown-file",
        "warning",
        "move channel.yaml into an edition, or remove the folder",
    )


def test_an_edition_that_nobody_has_is_a_mistake_of_use(shop: Path) -> None:
    with pytest.raises(UsageError, match="did you mean `example/third`"):
        Catalog([shop]).folder("example/thrid")


def test_an_edition_says_the_name_of_its_folder(shop: Path) -> None:
    edited(shop, "third", "edition: third", "edition: thrid")
    problem = misplaced(shop)
    assert (problem.place.line, problem.hint) == (2, "write `edition: third`")


def test_an_edition_that_does_not_say_its_name_is_told_to(shop: Path) -> None:
    edited(shop, "third", "edition: third\n", "")
    problem = misplaced(shop)
    assert problem.hint == "write `edition: third`"
    assert "does not say which edition it is" in problem.message


def test_every_edition_is_one_of_the_same_channel(shop: Path) -> None:
    edited(shop, "third", "channel: example", "channel: other")
    problem = misplaced(shop)
    assert (problem.place.line, problem.hint) == (1, "write `channel: example`")


def test_a_path_may_lie_elsewhere_than_it_says_and_a_name_wins_over_it(shop: Path) -> None:
    second = shop / "example" / "editions" / "second"
    catalog = Catalog([shop], {"mine/shop": second, "example/first": second})
    assert catalog.folder("mine/shop") == second
    assert catalog.folder("example/first").name == "first"


def test_a_channel_is_loaded_once_per_catalog(folder: Path) -> None:
    catalog = Catalog([folder])
    assert catalog.load("example") is catalog.load("example")
    assert catalog.load("example") is not Catalog([folder]).load("example")


def test_the_first_of_two_folders_wins(folder: Path) -> None:
    catalog = Catalog([folder, *bundled()])
    assert catalog.folder("example") == folder / "example"
    assert set(catalog.names()) > {"example", "sample"}


def test_a_path_to_a_folder_is_taken_where_a_name_is(folder: Path) -> None:
    loaded = Catalog([]).load(str(folder / "example"))
    assert loaded.spec is not None and loaded.folder == folder / "example"


@pytest.mark.parametrize("name", ["exampel", "../example", "/no/such/folder", "", "a\x00b"])
def test_a_name_that_is_none_is_a_mistake_of_use(folder: Path, name: str) -> None:
    catalog = Catalog([folder / "example"]) if name == "" else Catalog([folder])
    with pytest.raises(UsageError):
        catalog.load(name)


def test_a_misspelt_name_gets_the_right_one_as_a_hint(folder: Path) -> None:
    with pytest.raises(UsageError, match="did you mean `example`"):
        Catalog([folder]).folder("exampel")


def test_a_channel_that_came_later_is_found(folder: Path) -> None:
    catalog = Catalog([folder])
    assert catalog.load("sample").spec is not None
    (folder / "later").mkdir()
    (folder / "later" / "channel.yaml").write_text(EXAMPLE, encoding="utf-8")
    assert catalog.folder("later") == folder / "later"


def test_among_many_channels_a_name_is_found_without_listing_them_again(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    listed: list[Path] = []
    listing = catalogs.channels_in
    monkeypatch.setattr(catalogs, "channels_in", lambda each: listed.append(each) or listing(each))
    catalog = Catalog([folder])
    assert [catalog.folder(name).name for name in ("example", "sample", "example")] == ["example", "sample", "example"]
    assert listed == [folder]
