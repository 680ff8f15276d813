"""One source laid over another: what it says wins, and every place stays in the file it is in."""

from __future__ import annotations

import pytest

from stallkeeper.problems import Problem
from stallkeeper.text.overlay import lay_over, way_to, without
from stallkeeper.text.source import Source
from stallkeeper.text.yaml_door import read_source

FAMILY = """\
title: Family
actions:
  ship: {needs: [carrier]}
  refund:
    needs: [reason, price]
    if: {status: SENT}
notes: [{about: ship}, {about: refund}]
"""
OWN = """\
name: own
actions:
  refund: {needs: [reason]}
  cancel: {needs: []}
notes:
  - about: cancel
"""


def source(text: str, path: str) -> Source:
    read, problems = read_source(text, path)
    assert read is not None and not problems
    return read


@pytest.fixture
def laid() -> Source:
    return lay_over(source(OWN, "own.yaml"), source(FAMILY, "family.yaml"), {"notes"})


def test_mappings_merge_key_by_key_and_lists_and_values_replace(laid: Source) -> None:
    assert laid.data["actions"] == {
        "ship": {"needs": ["carrier"]},
        "refund": {"needs": ["reason"], "if": {"status": "SENT"}},
        "cancel": {"needs": []},
    }
    assert (laid.data["title"], laid.data["name"]) == ("Family", "own")


def test_joined_lists_are_put_one_behind_the_other(laid: Source) -> None:
    assert [note["about"] for note in laid.data["notes"]] == ["ship", "refund", "cancel"]
    assert laid.place_of(("notes", 2, "about")).path == "own.yaml"
    assert laid.place_of(("notes", 1, "about")).path == "family.yaml"


def test_without_a_word_of_it_a_list_replaces() -> None:
    assert lay_over(source(OWN, "own.yaml"), source(FAMILY, "family.yaml")).data["notes"] == [{"about": "cancel"}]


@pytest.mark.parametrize(
    ("path", "file", "line"),
    [
        (("title",), "family.yaml", 1),
        (("actions",), "own.yaml", 2),
        (("actions", "ship", "needs", 0), "family.yaml", 3),
        (("actions", "refund"), "own.yaml", 3),
        (("actions", "refund", "needs", 0), "own.yaml", 3),
        (("actions", "refund", "if", "status"), "family.yaml", 6),
        (("actions", "refund", "needs", 1), "own.yaml", 3),
        (("nowhere",), "own.yaml", 1),
    ],
)
def test_a_place_is_in_the_file_it_was_written_in(laid: Source, path: tuple[str, ...], file: str, line: int) -> None:
    place = laid.place_of(path)
    assert (place.path, place.line) == (file, line)


def test_an_excerpt_is_of_the_file_that_the_place_is_in(laid: Source) -> None:
    inherited = Problem(laid.place_of(("actions", "refund", "if")), "a-word", "a sentence")
    own = Problem(laid.place_of(("actions", "cancel")), "a-word", "a sentence")
    assert laid.excerpt_for(inherited) == ((6, "    if: {status: SENT}"),)
    assert laid.excerpt_for(own) == ((4, "  cancel: {needs: []}"),)
    assert laid.line_at(inherited.place) == laid.excerpt_for(inherited)


def test_what_is_marked_in_another_file_is_not_shown_between_the_lines(laid: Source) -> None:
    here, there = laid.place_of(("actions", "refund", "if")), laid.place_of(("actions", "cancel"))
    assert laid.excerpt_for(Problem(here, "a-word", "a sentence", marked=there)) == ((6, "    if: {status: SENT}"),)


@pytest.mark.parametrize(
    ("dotted", "way"),
    [
        ("actions.refund.if", ("actions", "refund", "if")),
        ("gates.a.b", ("gates", "a.b")),
        ("actions.refund.of", None),
        ("notes.0", None),
        ("title.x", None),
    ],
)
def test_a_way_is_found_also_to_a_key_with_dots(dotted: str, way: tuple[str, ...] | None) -> None:
    assert way_to({**source(FAMILY, "family.yaml").data, "gates": {"a.b": "x"}}, dotted) == way


def test_what_is_taken_out_leaves_the_rest_and_the_data_it_was_taken_from() -> None:
    data = {"a": {"b": {"c": "1"}, "d": "2"}, "e": "3"}
    assert without(data, [("a", "d")]) == {"a": {"b": {"c": "1"}}, "e": "3"}
    assert data["a"] == {"b": {"c": "1"}, "d": "2"}


def test_a_mapping_that_nothing_is_left_in_goes_too() -> None:
    data = {"a": {"b": {"c": "1"}, "d": "2"}}
    assert without(data, [("a", "b", "c")]) == {"a": {"d": "2"}}
    assert without(data, [("a", "b", "c"), ("a", "d")]) == {}
