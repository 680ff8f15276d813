"""Paths through nested data: what they find, and whether there is a key at their end."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from stallkeeper.text.paths import ASTRAY, compile_path, meets, steps, walk

ORDER: dict[str, Any] = {
    "total": {"amount": 5, "tip": None},
    "place": "Wien",
    "nobody": None,
    "lines": [{"sku": "A"}, {"sku": "B"}],
    "none": [],
}


@pytest.mark.parametrize(
    ("path", "found"),
    [
        ("total.amount", 5),
        ("/total.amount", 5),
        ("lines.sku", "A"),
        ("lines.1.sku", "B"),
        ("lines.7.sku", None),
        ("total.curr", None),
        ("place.city", ASTRAY),
        ("nobody.name", None),
        ("none.sku", None),
    ],
)
def test_a_path_goes_down_and_into_the_first_item_of_a_list(path: str, found: object) -> None:
    assert walk(ORDER, steps(path)) == found


@pytest.mark.parametrize(
    ("path", "met"),
    [
        ("total.amount", True),
        ("total.tip", True),
        ("nobody", True),
        ("lines.sku", True),
        ("lines.1.sku", True),
        (".", True),
        ("total.curr", False),
        ("place.city", False),
        ("lines.ean", False),
        ("lines.7", False),
        ("nowhere.city", False),
        ("nowhere.city.name", False),
        ("nobody.name", None),
        ("nobody.name.first", None),
        ("none.sku", None),
    ],
)
def test_a_path_is_met_by_a_key_even_if_that_is_empty_and_nothing_is_told_below_what_is_empty(
    path: str, met: bool | None
) -> None:
    assert meets(ORDER, steps(path)) is met


def test_a_star_goes_through_every_item_and_gathers_what_it_finds() -> None:
    data = {"parcels": [{"lines": [{"sku": "A"}, {"sku": "B"}]}, {"lines": {"sku": "C"}}, {}], "one": {"sku": "D"}}
    assert walk(data, steps("parcels.*.lines.*.sku")) == ["A", "B", "C"]
    assert walk(data, steps("one.*.sku")) == ["D"]
    assert walk({"parcels": []}, steps("parcels.*.lines")) == []
    assert walk({}, steps("parcels.*.lines")) is None
    assert walk({"parcels": [7]}, steps("parcels.*.lines")) is ASTRAY


def test_a_path_through_a_list_is_met_where_any_item_has_its_key() -> None:
    assert meets({"parcels": [{"a": 1}, {"b": None}]}, steps("parcels.*.b")) is True
    assert meets({"parcels": [{"a": 1}]}, steps("parcels.*.b")) is False
    assert meets({"parcels": []}, steps("parcels.*.b")) is None
    assert meets({"other": []}, steps("parcels.*.b")) is False


VALUES = st.recursive(
    st.sampled_from([None, "", "x", 5, True]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["a", "b", "0"]), inner, max_size=3),
    max_leaves=12,
)


@given(VALUES, st.lists(st.sampled_from(["a", "b", "0", "1", "*"]), max_size=4))
@example({"a": {"b": 1}}, ["a", "*"])
@example({"a": [{"b": 1}, 5]}, ["a", "*", "b"])
def test_a_compiled_path_finds_what_walking_finds(value: Any, way: list[str]) -> None:
    assert compile_path(".".join(way))(value) == walk(value, tuple(way))


def test_a_path_of_thousands_of_steps_is_followed_like_a_short_one() -> None:
    assert meets({"a": None}, ("a",) * 5000) is None
    assert meets({"b": 1}, ("a",) * 5000) is False


@pytest.mark.parametrize("step", ["\u00b2", "9" * 5000])
def test_what_looks_like_a_number_and_is_none_picks_nothing(step: str) -> None:
    assert walk({"lines": [{"sku": "A"}]}, ("lines", step)) is None
    assert meets({"lines": [{"sku": "A"}]}, ("lines", step)) is False


def test_a_path_through_thousands_of_lists_finds_nothing() -> None:
    assert compile_path(".".join("*" * 3000))({"a": [1]}) is None
    assert len(steps(".".join("*" * 3000))) == 1
    assert len(steps(".".join("*" * 20))) == 20
