"""JSON with places: the same data as any reader's, every key and value with its line and column."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stallkeeper.text.json_source import read_json

values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(st.characters(codec="utf-8")),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3),
    max_leaves=12,
)


def as_texts(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: as_texts(each) for key, each in value.items()}
    if isinstance(value, list):
        return [as_texts(each) for each in value]
    return None if value is None else {True: "true", False: "false"}[value] if isinstance(value, bool) else str(value)


@given(values, st.sampled_from((None, 1)), st.booleans())
def test_the_data_is_what_any_reader_of_json_reads(value: Any, indent: int | None, ascii_only: bool) -> None:
    source, problems = read_json(json.dumps(value, indent=indent, ensure_ascii=ascii_only), "a.json")
    assert source is not None and problems == ()
    assert source.data == as_texts(value)


def test_every_key_and_value_knows_its_place() -> None:
    source, _ = read_json('{\n  "a": [1,\n    {"b": "c"}]\n}', "a.json")
    assert source is not None
    assert (source.keys["a",].line, source.keys["a",].column) == (2, 3)
    assert (source.places["a", 1, "b"].line, source.places["a", 1, "b"].column) == (3, 11)


def test_a_key_that_stands_twice_is_told_and_the_last_one_counts() -> None:
    source, problems = read_json('{"a": {"x": 1},\n "a": {"y": 2}}', "a.json")
    assert source is not None and source.data == {"a": {"y": "2"}}
    assert [(each.code, each.place.line) for each in problems] == [("duplicate-key", 2)]
    assert ("a", "x") not in source.places


@pytest.mark.parametrize("text", ["", "{", "[1,]", '{"a" 1}', "nul", '"\x01"', "[" * 2000 + "]" * 2000, "{'a': 1}"])
def test_what_is_no_json_is_a_problem(text: str) -> None:
    source, problems = read_json(text, "a.json")
    assert source is None
    assert [each.code for each in problems] in (["not-json"], ["too-deep"])
