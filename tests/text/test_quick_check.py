"""The quick test of a file says what the full validation says, or that it cannot tell."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.channel_folders import BUNDLED

from stallkeeper.text.conversion import convert
from stallkeeper.text.quick_check import Compiler, Unsure, surely_valid
from stallkeeper.text.schema import full_validator
from stallkeeper.text.schema_file import read_as_written, read_schema
from stallkeeper.text.yaml_door import read_file

SCHEMAS = ("accounts-1", "binding-1", "carriers-1", "channel-1", "play-1", "scenario-1")
KINDS = {"channel.yaml": "channel-1", "binding.yaml": "binding-1", "carriers.yaml": "carriers-1", "play.yaml": "play-1"}
FILES = sorted(
    (str(file), KINDS.get(file.name, "scenario-1"))
    for folder in BUNDLED.values()
    for file in (*folder.glob("*.yaml"), *list(folder.glob("scenarios/*.yaml"))[:2])
)
ODD = [
    None,
    "",
    "x",
    "is",
    "1 day",
    "given",
    0,
    1,
    -3,
    True,
    Decimal("0.5"),
    [],
    {},
    ["x", "x"],
    {"odd": "x"},
    "y" * 5000,
]
NAMES = ["odd", "if", "given", "not", "from", "native", "within", "else", "Not A Name", ""]


@cache
def typed(file: str, name: str) -> Any:
    path = Path(file)
    source, _ = read_file(path, file, inside=path.parents[1])
    assert source is not None
    return convert(source.data, read_schema(name), read_schema(name))


def places(value: Any, way: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    yield way
    for key, inner in value.items() if isinstance(value, dict) else enumerate(value if isinstance(value, list) else ()):
        yield from places(inner, (*way, key))


def changed(data: Any, way: tuple[Any, ...], change: str, name: str, odd: Any) -> Any:
    """The data with something else, something more or something less at one place."""
    if not way:
        return odd
    data = copy.deepcopy(data)
    at = data
    for step in way[:-1]:
        at = at[step]
    if change == "other":
        at[way[-1]] = odd
    elif change == "gone":
        del at[way[-1]]
    elif isinstance(at, dict):
        at[name] = odd
    else:
        at.append(odd)
    return data


def parts(schema: Any) -> Iterator[Any]:
    """Every schema in a schema."""
    yield schema
    if isinstance(schema, dict):
        for keyword, said in schema.items():
            several = said.values() if keyword in ("properties", "$defs") else ()
            several = said if keyword in ("allOf", "anyOf") else several
            one = (said,) if keyword in ("items", "not", "if", "then", "else", "propertyNames") else ()
            one = (said,) if keyword == "additionalProperties" else one
            for each in (*several, *one):
                yield from parts(each)


@pytest.mark.parametrize("name", SCHEMAS)
def test_nothing_in_our_schemas_is_unknown_to_the_quick_test(name: str) -> None:
    schema = read_as_written(name)
    compiler = Compiler(schema)
    for part in parts(schema):
        compiler.test(part)


@pytest.mark.parametrize(("file", "name"), [each for each in FILES if "extends" not in typed(*each)])
def test_a_bundled_file_that_stands_alone_is_surely_valid(file: str, name: str) -> None:
    assert surely_valid(typed(file, name), name)


@settings(max_examples=250, deadline=None)
@given(st.data())
def test_of_a_damaged_file_it_says_what_the_full_validation_says(draw: st.DataObject) -> None:
    file, name = draw.draw(st.sampled_from(FILES))
    data = typed(file, name)
    way = draw.draw(st.sampled_from(list(places(data))))
    change = draw.draw(st.sampled_from(["other", "gone", "more"]))
    damaged = changed(data, way, change, draw.draw(st.sampled_from(NAMES)), draw.draw(st.sampled_from(ODD)))
    assert surely_valid(damaged, name) == full_validator(name).is_valid(damaged), (file, way, change)


def test_a_keyword_that_it_does_not_know_is_not_passed_over() -> None:
    with pytest.raises(Unsure):
        Compiler({}).test({"type": "object", "contains": {}})


def test_what_is_no_value_of_a_file_is_not_surely_valid() -> None:
    assert not surely_valid(1.5, "channel-1")
