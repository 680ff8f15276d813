"""A new channel: what `new` writes works from the first minute, and writes over nothing."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from stallkeeper.authoring.scaffold import folder_of, scaffold, write_scaffold
from stallkeeper.errors import UsageError
from stallkeeper.spec.load import load_channel

TODAY = date(2026, 11, 22)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    write_scaffold(tmp_path / "corner-shop", scaffold("corner-shop", "Corner Shop", TODAY))
    return tmp_path / "corner-shop"


def test_a_new_channel_has_every_kind_of_file(folder: Path) -> None:
    files = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
    assert {"channel.yaml", "binding.yaml", "play.yaml", "scenarios/accept-and-ship.yaml"} < files
    assert any(name.startswith("samples/") for name in files)


def test_a_new_channel_has_no_problems_at_all(folder: Path) -> None:
    loaded = load_channel(folder)
    assert loaded.problems == ()
    assert loaded.spec is not None and loaded.binding is not None and loaded.scenarios


def test_a_new_channel_says_of_itself_that_it_is_a_guess(folder: Path) -> None:
    spec = load_channel(folder).spec
    assert spec is not None
    assert spec.maturity == "draft"
    assert spec.sources[0].read == TODAY
    assert {assumption.about for assumption in spec.assumptions} >= {"statuses", "actions"}


@pytest.mark.parametrize(
    "channel", ["Shop", "2shop", "corner shop", "../shop", "", "x" * 41, "shop\n", "shop/", "/v2", "shop/V2", "a/b/c"]
)
def test_what_cannot_be_a_folder_and_an_id_is_refused(channel: str) -> None:
    with pytest.raises(UsageError, match="cannot be an id"):
        scaffold(channel, "Shop", TODAY)


@pytest.mark.parametrize("title", ["", "Shop: the second", "a\nb: c", "{x}", "#1"])
def test_a_title_that_would_not_be_text_in_yaml_is_refused(title: str) -> None:
    with pytest.raises(UsageError, match="cannot be a title"):
        scaffold("shop", title, TODAY)


def test_a_folder_that_exists_is_left_alone(folder: Path) -> None:
    (folder / "channel.yaml").write_text("mine")
    with pytest.raises(UsageError, match="exists already"):
        write_scaffold(folder, scaffold("corner-shop", "Corner Shop", TODAY))
    assert (folder / "channel.yaml").read_text() == "mine"


def test_an_edition_lies_two_folders_deeper_and_says_its_name(tmp_path: Path) -> None:
    folder = tmp_path / folder_of("corner-shop/v2")
    write_scaffold(folder, scaffold("corner-shop/v2", "Corner Shop", TODAY))
    loaded = load_channel(folder)
    assert folder == tmp_path / "corner-shop" / "editions" / "v2"
    assert loaded.problems == () and loaded.spec is not None and loaded.spec.name == "corner-shop/v2"
    for name in ("channel.yaml", "scenarios/accept-and-ship.yaml"):
        first = (folder / name).read_text().partition("\n")[0]
        schema = folder.joinpath(name).parent / first.partition("$schema=")[2]
        assert (schema.parents[1]).resolve() == tmp_path.parent
