"""A source and a schema in, typed data and all problems with places out."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.spec.example import EXAMPLE, example

from stallkeeper.problems import Place
from stallkeeper.text.schema import conform
from stallkeeper.text.source import Source
from stallkeeper.text.yaml_door import read_source

WORDS = st.sampled_from(["", "x", "1", "true", "ship", "shipped", "given", "2026-11-22", "1 day", "a b", "0130", "é"])
KEYS = WORDS | st.sampled_from(
    ["statuses", "actions", "native", "needs", "if", "then", "sources", "retrieval", "decide"]
)
TREES: st.SearchStrategy[Any] = st.recursive(
    st.none() | WORDS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=4),
    max_leaves=15,
)


def source_of(text: str) -> Source:
    source, problems = read_source(text, "channel.yaml")
    assert source is not None and problems == ()
    return source


def test_a_sound_file_is_typed_as_its_schema_says() -> None:
    changes = """
    fields:
      amount: {type: decimal, minimum: 0.50, max_length: 9}
    carriers: {list: fixed, closed: true, custom: 130}
    """
    data, problems = conform(source_of(example(changes)), "channel-1")
    assert problems == ()
    assert data["fields"]["amount"] == {"type": "decimal", "minimum": Decimal("0.50"), "max_length": 9}
    assert data["carriers"] == {"list": "fixed", "closed": True, "custom": "130"}
    assert data["language"] == 1


def test_a_misspelt_key_and_the_missing_one_are_one_problem_marked_at_the_misspelt() -> None:
    text = EXAMPLE.replace("  ship: {results_in: shipped}", "  ship:\n    result: shipped")
    _, [problem] = conform(source_of(text), "channel-1")
    assert (problem.code, problem.place) == ("missing-key", Place("channel.yaml", 17, 3, 4))
    assert problem.marked == Place("channel.yaml", 18, 5, 6)
    assert problem.hint == "unknown key; did you mean `results_in`?"
    assert problem.excerpt == ((17, "  ship:"), (18, "    result: shipped"))


def test_a_missing_key_and_a_far_unknown_one_are_two_problems() -> None:
    text = EXAMPLE.replace("{results_in: shipped}", "{colour: red}")
    _, problems = conform(source_of(text), "channel-1")
    assert [problem.code for problem in problems] == ["missing-key", "unknown-key"]


def test_an_unknown_key_is_reported_at_the_key_and_a_wrong_value_at_the_value() -> None:
    text = EXAMPLE.replace("maturity: draft", "maturity: drafty").replace("title: A help page", "titel: A help page")
    _, [value, key] = conform(source_of(text), "channel-1")
    assert (value.place.line, value.place.column, value.place.length) == (4, 11, 6)
    assert key.marked is not None and (key.marked.line, key.marked.column) == (7, 5)


def test_what_is_wrong_is_left_out_and_the_rest_keeps_its_index() -> None:
    text = EXAMPLE.replace("next: [shipped]", "next: [nowhere, shipped]").replace("draft", "drafty")
    data, problems = conform(source_of(text), "channel-1")
    assert len(problems) == 2
    assert data["statuses"]["waiting_shipment"]["next"] == [None, "shipped"]
    assert "maturity" not in data


def test_all_problems_come_at_once_sorted_by_place() -> None:
    text = EXAMPLE.replace("language: 1", "language: 9").replace("15 minutes", "soon").replace("2026-11-22", "today")
    _, problems = conform(source_of(text), "channel-1")
    assert [problem.place.line for problem in problems] == [3, 8, 11]


@pytest.mark.parametrize("text", ["", "# nothing\n", "null"])
def test_a_file_that_says_nothing_is_one_problem(text: str) -> None:
    _, [problem] = conform(source_of(text), "channel-1")
    assert problem.code == "empty-file"


@settings(max_examples=150, deadline=None)
@given(tree=TREES, name=st.sampled_from(["channel-1", "scenario-1", "carriers-1"]))
def test_whatever_a_file_says_conforming_ends_in_data_and_problems(tree: Any, name: str) -> None:
    data, problems = conform(Source("file.yaml", "", tree, {}, {}), name)
    assert problems == tuple(sorted(problems))
    assert problems or data == tree or isinstance(tree, dict)


@settings(max_examples=150, deadline=None)
@given(part=st.sampled_from(["statuses", "actions", "sources", "fields", "only", "lines", "retrieval"]), tree=TREES)
def test_a_part_replaced_by_anything_never_breaks_the_reading(part: str, tree: Any) -> None:
    data = {**source_of(EXAMPLE).data, part: tree}
    left, problems = conform(Source("file.yaml", "", data, {}, {}), "channel-1")
    assert isinstance(left, dict)
    assert all(len(problem.message) <= 300 for problem in problems)


def test_where_a_secret_may_stand_no_report_shows_it() -> None:
    text = "language: 1\nstore: o.db\naccounts:\n  shop: {channel: x, secrets: {api_key: s3cr3t-value!}}\n"
    _, [problem] = conform(source_of(text), "accounts-1")
    assert problem.place.line == 4
    assert "s3cr3t" not in repr(problem)
