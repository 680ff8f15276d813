"""Exports that are to be deleted: only what is as it was written goes, and only when its time is over."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from shutil import rmtree

import pytest

from stallkeeper.errors import StoreError
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
    assert register.over(NOW + WEEK) == ()
    assert register.delete_over(NOW + WEEK) == (0, ())
    assert list((tmp_path / "orders.db.exports").iterdir()) == []


def test_one_that_was_never_finished_is_left_and_named(tmp_path: Path) -> None:
    register, path = ExportRegister(str(tmp_path / "orders.db")), tmp_path / "o.csv"
    register.begin(path, NOW + WEEK)
    path.write_text("Odile")
    assert register.delete_over(NOW + WEEK) == (0, (str(path),))


BROKEN = ("", "[1]", '{"path": "x"}', '{"path": "x", "until": "soon"}', '{"path": "x", "until": "2026-01-01"}')


@pytest.mark.parametrize("text", BROKEN)
def test_a_line_that_somebody_wrote_into_deletes_nothing_and_is_named_itself(tmp_path: Path, text: str) -> None:
    register, path = written(tmp_path)
    (line,) = (tmp_path / "orders.db.exports").iterdir()
    line.write_text(text)
    assert register.delete_over(NOW) == (0, (str(line),))
    assert path.exists()


def nothing(folder: Path) -> None:
    """The disk was mounted in a folder that went with it."""


def an_empty_folder(folder: Path) -> None:
    folder.mkdir()


def a_file(folder: Path) -> None:
    folder.write_text("")


@pytest.mark.parametrize("in_its_place", [nothing, an_empty_folder, a_file])
def test_what_lies_on_a_disk_that_is_not_there_goes_once_it_is_there_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, in_its_place: Callable[[Path], None]
) -> None:
    (disk := tmp_path / "disk").mkdir()
    monkeypatch.setattr(os.path, "ismount", lambda folder: Path(folder) == disk)
    register, path = ExportRegister(str(tmp_path / "orders.db")), disk / "o.csv"
    line = register.begin(path, NOW + WEEK)
    path.write_text("Odile Martin")
    register.finish(line)
    disk.rename(tmp_path / "away")
    in_its_place(disk)
    assert register.over(NOW + WEEK) == (str(path),)
    assert register.delete_over(NOW + WEEK) == (0, (str(path),))
    if disk.exists():
        disk.rename(tmp_path / "whatever")
    (tmp_path / "away").rename(disk)
    assert register.delete_over(NOW + WEEK) == (1, ())
    assert not path.exists()


def test_an_export_of_the_same_name_where_a_disk_is_missing_strikes_nothing_off_the_list(
    tmp_path: Path,
) -> None:
    (disk := tmp_path / "disk").mkdir()
    register, path = ExportRegister(str(tmp_path / "orders.db")), disk / "o.csv"
    register.begin(path, NOW + WEEK)
    disk.rename(tmp_path / "away")
    disk.mkdir()
    register.begin(path, NOW + WEEK)
    assert len(list((tmp_path / "orders.db.exports").iterdir())) == 2


def test_what_cannot_be_looked_at_is_not_taken_for_gone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    register, path = written(tmp_path)

    def refused(asked: str | Path) -> os.stat_result:
        raise PermissionError(13, "Permission denied", str(asked))

    with monkeypatch.context() as patched:
        patched.setattr(os, "lstat", refused)
        assert register.over(NOW + WEEK) == (str(path),)
        assert register.delete_over(NOW + WEEK) == (0, (str(path),))
    assert register.delete_over(NOW + WEEK) == (1, ())


@pytest.mark.parametrize("again", ["Odile Martin", "Odile Martin and others"])
def test_a_new_export_at_a_place_has_the_time_that_was_told_for_it_and_no_other(tmp_path: Path, again: str) -> None:
    register, path = written(tmp_path)
    path.unlink()
    path.write_text(again)
    register.finish(register.begin(path, NOW + 2 * WEEK))
    assert register.delete_over(NOW + WEEK) == (0, ())
    assert path.exists()
    assert register.delete_over(NOW + 2 * WEEK) == (1, ())


def test_one_that_failed_is_off_the_list_once_nothing_of_it_is_left(tmp_path: Path) -> None:
    register, path = ExportRegister(str(tmp_path / "orders.db")), tmp_path / "o.csv"
    path.write_text("Odile")
    line = register.begin(path, NOW + WEEK)
    register.give_up(line)
    assert register.over(NOW + WEEK) == (str(path),)
    path.unlink()
    register.give_up(line)
    assert list((tmp_path / "orders.db.exports").iterdir()) == []


def test_a_line_of_before_names_no_folder_and_is_struck_off_only_while_there_is_one(tmp_path: Path) -> None:
    (disk := tmp_path / "disk").mkdir()
    register, path = ExportRegister(str(tmp_path / "orders.db")), disk / "o.csv"
    line = register.begin(path, NOW + WEEK)
    assert line is not None
    line.write_text(json.dumps({"path": str(path), "until": (NOW + WEEK).isoformat(), "sha256": None}))
    disk.rename(tmp_path / "away")
    assert register.delete_over(NOW + WEEK) == (0, (str(path),))
    (tmp_path / "away").rename(disk)
    assert register.delete_over(NOW + WEEK) == (0, ())
    assert not line.exists()


def test_a_store_in_memory_lists_nothing(tmp_path: Path) -> None:
    register = ExportRegister(":memory:")
    assert register.begin(tmp_path / "o.csv", NOW) is None
    register.finish(None)
    register.give_up(None)
    assert register.delete_over(NOW + WEEK) == (0, ())


def test_what_lay_in_a_folder_that_was_deleted_is_gone(tmp_path: Path) -> None:
    (folder := tmp_path / "a" / "b").mkdir(parents=True)
    register, path = written(tmp_path, "a/b/o.csv")
    rmtree(folder.parent)
    assert register.over(NOW + WEEK) == () and register.delete_over(NOW + WEEK) == (0, ())
    assert list((tmp_path / "orders.db.exports").iterdir()) == []
    assert not path.exists()


@pytest.mark.parametrize("folders", [[7], "x", [[1, 2, 3]], 7])
def test_a_line_whose_folders_somebody_has_written_into_is_told_by_its_own_name(
    tmp_path: Path, folders: object
) -> None:
    register, path = written(tmp_path)
    (line,) = (tmp_path / "orders.db.exports").iterdir()
    line.write_text(json.dumps({**json.loads(line.read_text()), "folders": folders}))
    assert register.delete_over(NOW + WEEK) == (0, (str(line),))
    assert path.exists()


SAID_BY_NOBODY = {
    "a path that is none": {"path": "/tmp/a\0b"},
    "a path from nowhere": {"path": "o.csv"},
    "no path": {"path": ""},
    "half a character": {"path": "/tmp/\ud800"},
    "a long path": {"path": "/" + "x" * 100_000},
    "many folders": {"path": "/x" * 50_000},
    "a path of numbers": {"path": [47, 120]},
    "a date that is none": {"until": 10**400},
    "a digest that is none": {"sha256": [7]},
    "no folders": {"folders": []},
    "a folder that is no number": {"folders": [["7", True]]},
    "folders by name": {"folders": {"ab": 1}},
    "a truth in a folder's place": {"folders": [[True, False]]},
}


@pytest.mark.parametrize("changes", SAID_BY_NOBODY.values(), ids=SAID_BY_NOBODY)
def test_a_line_that_says_what_we_never_write_is_told_by_its_own_name(
    tmp_path: Path, changes: dict[str, object]
) -> None:
    register, path = written(tmp_path)
    (line,) = (tmp_path / "orders.db.exports").iterdir()
    line.write_text(json.dumps({**json.loads(line.read_text()), **changes}))
    assert register.over(NOW + WEEK) == ()
    assert register.delete_over(NOW + WEEK) == (0, (str(line),))
    assert path.exists()


def test_what_a_line_says_beside_is_not_written_again_and_its_file_goes_when_its_time_is_ended(tmp_path: Path) -> None:
    register, path = written(tmp_path)
    (line,) = (tmp_path / "orders.db.exports").iterdir()
    deep = "[" * 900 + "]" * 900
    line.write_text(f'{line.read_text().rstrip().removesuffix("}")}, "more": {deep}}}')
    path.rename(tmp_path / "away")
    path.mkdir()
    assert register.make_due({"o-1": {"Odile Martin"}}, NOW) == (line.name,), "nobody can tell what it holds"
    path.rmdir()
    (tmp_path / "away").rename(path)
    assert register.delete_over(NOW) == (1, ())


def a_pipe(line: Path) -> None:
    os.mkfifo(line)


def a_device(line: Path) -> None:
    line.symlink_to("/dev/zero")


def one_that_does_not_end(line: Path) -> None:
    line.touch()
    os.truncate(line, 2**40)


@pytest.mark.parametrize("made", [Path.mkdir, a_pipe, a_device, one_that_does_not_end])
def test_what_is_no_line_but_lies_among_them_is_told_by_its_own_name_and_the_others_go_on(
    tmp_path: Path, made: Callable[[Path], None]
) -> None:
    register, path = written(tmp_path)
    made(line := tmp_path / "orders.db.exports" / "other.json")
    assert register.delete_over(NOW + WEEK) == (1, (str(line),))
    assert not path.exists()


def test_a_line_whose_name_is_no_text_is_told_as_one(tmp_path: Path) -> None:
    register, _ = written(tmp_path)
    (tmp_path / "orders.db.exports" / os.fsdecode(b"\xff.json")).touch()
    assert register.delete_over(NOW + WEEK) == (1, (str(tmp_path / "orders.db.exports" / "\\udcff.json"),))


def test_a_list_that_cannot_be_read_is_told_by_its_own_name(tmp_path: Path) -> None:
    (folder := tmp_path / "orders.db.exports").touch()
    assert ExportRegister(str(tmp_path / "orders.db")).delete_over(NOW + WEEK) == (0, (str(folder),))


def test_an_export_whose_name_is_no_text_cannot_be_listed_and_that_is_said(tmp_path: Path) -> None:
    register = ExportRegister(str(tmp_path / "orders.db"))
    with pytest.raises(StoreError, match="is no text"):
        register.begin(tmp_path / os.fsdecode(b"\xff.csv"), NOW + WEEK)
    assert list((tmp_path / "orders.db.exports").iterdir()) == []
