"""Whether a path still leads where it led: folders are known by their numbers, and a missing disk by its mount."""

from __future__ import annotations

from pathlib import Path

import pytest

from stallkeeper.store.known_folders import UNKNOWN, are_folders, folders_of, lead_there


def written(folder: Path) -> Path:
    place = folder / "out" / "orders.csv"
    place.parent.mkdir()
    place.write_text("id\n")
    return place


def test_a_path_leads_to_where_it_led_while_its_folder_is_the_same(tmp_path: Path) -> None:
    place = written(tmp_path)
    assert lead_there(place, folders_of(place))


def test_another_folder_of_the_same_name_is_not_the_one_that_was_there(tmp_path: Path) -> None:
    place = written(tmp_path)
    known = folders_of(place)
    place.parent.rename(tmp_path / "before")
    place.parent.mkdir()
    assert not lead_there(place, known)


def test_a_folder_that_is_gone_was_deleted_where_what_it_lay_in_is_there(tmp_path: Path) -> None:
    place = written(tmp_path)
    known = folders_of(place)
    place.parent.rename(tmp_path.parent / f"{tmp_path.name}-elsewhere")
    assert lead_there(place, known)


def test_one_on_which_a_disk_was_mounted_is_only_out_of_reach(tmp_path: Path) -> None:
    place = written(tmp_path)
    (number, _), *above = folders_of(place)
    place.parent.rename(tmp_path.parent / f"{tmp_path.name}-elsewhere")
    assert not lead_there(place, [(number, True), *above])


def test_what_noted_no_folders_takes_whatever_is_there_and_nothing_for_gone(tmp_path: Path) -> None:
    place = written(tmp_path)
    assert lead_there(place, UNKNOWN)
    place.parent.rename(tmp_path.parent / f"{tmp_path.name}-elsewhere")
    assert not lead_there(place, UNKNOWN)


@pytest.mark.parametrize(
    ("value", "fits"),
    [([[1, True], [2, False]], True), ([], False), ("12", False), ([[1, 1]], False), ([[True, True]], False)],
)
def test_what_is_read_from_a_line_is_held_against_that_form(value: object, fits: bool) -> None:
    assert are_folders(value) is fits
