"""Names of channels in, folders and specs out."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.spec.example import EXAMPLE

from stallkeeper.errors import UsageError
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
    assert all((bundled()[0] / name / "channel.yaml").is_file() for name in names)


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
