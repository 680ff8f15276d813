"""Exports that are to be deleted: only what is as it was written goes, and only when its time is over."""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest

from stallkeeper.store.export_register import ExportRegister
from tests.store.samples import NOW

WEEK = timedelta(days=7)


def written(folder: Path, name: str = "o.csv") -> tuple[ExportRegister, Path]:
    """A register, and a file that is on it for a week."""
    register, path = ExportRegister(str(folder / "orders.db")), folder / name
    line = register.begin(path, NOW + WEEK)
    path.write_text("Odile Martin")
    register.finish(line)
    return register, path


def test_it_is_deleted_when_its_time_is_over_and_not_before(tmp_path: Path) -> None:
    register, path = written(tmp_path)
    assert (register.over(NOW), register.delete_over(NOW + WEEK / 2)) == ((), (0, ()))
    assert path.exists()
    assert register.over(NOW + WEEK) == (str(path),)
    assert register.delete_over(NOW + WEEK) == (1, ())
    assert not path.exists()
    assert list((tmp_path / "orders.db.exports").iterdir()) == []


def test_the_list_is_its_owners_only(tmp_path: Path) -> None:
    written(tmp_path)
    (line,) = (folder := tmp_path / "orders.db.exports").iterdir()
    assert (line.stat().st_mode & 0o777, folder.stat().st_mode & 0o777) == (0o600, 0o700)


def changed(path: Path) -> None:
    path.write_text("mine now")


def linked(path: Path) -> None:
    path.rename(path.with_name("moved.csv"))
    path.symlink_to(path.with_name("moved.csv"))


def replaced_by_a_folder(path: Path) -> None:
    path.unlink()
    path.mkdir()


def replaced_by_a_pipe(path: Path) -> None:
    path.unlink()
    os.mkfifo(path)


@pytest.mark.parametrize("happened", [changed, linked, replaced_by_a_folder, replaced_by_a_pipe])
def test_what_is_no_longer_as_it_was_written_is_left_and_named_until_it_is_gone(
    tmp_path: Path, happened: Callable[[Path], None]
) -> None:
    register, path = written(tmp_path)
    happened(path)
    for _ in range(2):
        assert register.delete_over(NOW + WEEK) == (0, (str(path),))
    assert path.exists()
    path.rename(tmp_path / "away")
    assert register.delete_over(NOW + WEEK) == (0, ())
    assert list((tmp_path / "orders.db.exports").iterdir()) == []


def test_one_that_was_never_finished_is_left_and_named(tmp_path: Path) -> None:
    register, path = ExportRegister(str(tmp_path / "orders.db")), tmp_path / "o.csv"
    register.begin(path, NOW + WEEK)
    path.write_text("Odile")
    assert register.delete_over(NOW + WEEK) == (0, (str(path),))


@pytest.mark.parametrize("text", ["", "[1]", '{"path": "x"}', '{"path": "x", "until": "soon", "sha256": null}'])
def test_a_line_that_somebody_wrote_into_deletes_nothing(tmp_path: Path, text: str) -> None:
    register, path = written(tmp_path)
    (line,) = (tmp_path / "orders.db.exports").iterdir()
    line.write_text(text)
    assert register.delete_over(NOW + WEEK) == (0, ())
    assert path.exists()


def test_a_store_in_memory_lists_nothing(tmp_path: Path) -> None:
    register = ExportRegister(":memory:")
    assert register.begin(tmp_path / "o.csv", NOW) is None
    register.finish(None)
    assert register.delete_over(NOW + WEEK) == (0, ())
