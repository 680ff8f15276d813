"""A file on the list: it goes as it was written, and is left where somebody changed it or nobody can look at it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from stallkeeper.store.known_folders import folders_of
from stallkeeper.store.listed_export import ListedExport, export_from
from stallkeeper.text.json_codec import decode, encode

UNTIL = datetime(2026, 12, 6, tzinfo=UTC)


def listed(folder: Path, text: str = "id\nM1\n") -> ListedExport:
    path = folder / "orders.csv"
    path.write_text(text)
    begun = ListedExport(str(path), UNTIL, folders_of(path))
    return replace(begun, digest=begun.digest_now())


def test_what_is_written_down_comes_back_the_same(tmp_path: Path) -> None:
    export = listed(tmp_path)
    assert export_from(decode(encode(export.form()))) == export


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("path", "orders.csv"), ("path", "/a\0b"), ("path", 7), ("path", "/" + "x" * 5000), ("until", "2026-12-06"),
        ("until", None), ("sha256", 1), ("folders", []), ("folders", "all"),
    ],
)  # fmt: skip
def test_what_is_never_written_down_is_none(tmp_path: Path, key: str, value: object) -> None:
    assert export_from({**listed(tmp_path).form(), key: value}) is None


@pytest.mark.parametrize("told", [None, [], "x", {}])
def test_neither_is_what_is_no_line_at_all(told: object) -> None:
    assert export_from(told) is None


def test_one_as_it_was_written_is_deleted(tmp_path: Path) -> None:
    export = listed(tmp_path)
    assert export.delete() and export.is_gone()


def test_one_that_somebody_changed_or_that_was_never_finished_is_left(tmp_path: Path) -> None:
    export = listed(tmp_path)
    Path(export.path).write_text("id\nM1\nM2\n")
    assert not export.delete()
    assert not replace(listed(tmp_path), digest=None).delete()
    assert not export.is_gone()


def test_a_link_in_its_place_is_not_followed(tmp_path: Path) -> None:
    export = listed(tmp_path)
    other = Path(export.path).rename(tmp_path / "other.csv")
    Path(export.path).symlink_to(other)
    assert export.digest_now() is None and not export.delete()
    assert other.exists()


def test_its_time_is_over_from_the_instant_on(tmp_path: Path) -> None:
    export = listed(tmp_path)
    assert export.is_over(UNTIL) and not export.is_over(UNTIL.replace(month=11))


def test_what_is_not_whole_yet_may_hold_anybody(tmp_path: Path) -> None:
    export = listed(tmp_path)
    assert not export.may_hold({"M777777": ["Anna Beispiel"]})
    assert replace(export, digest=None).may_hold({"M777777": ["Anna Beispiel"]})
