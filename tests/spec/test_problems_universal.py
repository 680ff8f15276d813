"""What holds of every problem that the mistakes beside us, and any garbled file, bring to light."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from tests.shared_material import ROOT
from tests.spec.example import BINDING, example, load
from tests.spec.test_schemas import FILES as SCHEMAS
from tests.spec.test_schemas import read

from stallkeeper.problems import Problem
from stallkeeper.spec.checks.registry import checked_codes, codes, explain
from stallkeeper.spec.load import load_channel
from stallkeeper.text.schema import conform
from stallkeeper.text.yaml_door import read_source

MISTAKES = sorted(file.parent for file in (ROOT / "tests" / "mistakes").glob("*/channel.yaml"))


@cache
def _problems(folder: Path) -> tuple[Problem, ...]:
    return load_channel(folder, str(folder)).problems


@pytest.mark.parametrize("folder", MISTAKES, ids=lambda folder: folder.name)
def test_every_problem_has_a_place_inside_its_file(folder: Path) -> None:
    for problem in _problems(folder):
        for place in (problem.place, problem.marked or problem.place):
            file = Path(place.path)
            lines = re.split("\r\n|[\r\n\x85\u2028\u2029]", file.read_bytes().decode("utf-8", "replace"))
            assert 1 <= place.line <= len(lines)
            assert 1 <= place.column <= len(lines[place.line - 1]) + 1


@pytest.mark.parametrize("folder", MISTAKES, ids=lambda folder: folder.name)
def test_every_problem_is_short_and_names_the_key_or_the_value(folder: Path) -> None:
    for problem in _problems(folder):
        assert 10 < len(problem.message) <= 300 and len(problem.hint) <= 300 and len(problem.witness) <= 300
        assert not problem.message.endswith(".")
        assert problem.code in codes() and explain(problem.code)


@pytest.mark.parametrize("folder", MISTAKES, ids=lambda folder: folder.name)
def test_what_a_check_of_meaning_finds_says_what_to_write(folder: Path) -> None:
    for problem in _problems(folder):
        if problem.code in checked_codes() and problem.severity != "error":
            assert problem.hint and problem.witness, problem


def test_there_are_at_least_forty_checks_and_each_is_shown_among_the_mistakes() -> None:
    assert len(checked_codes()) >= 40
    shown = {problem.code for folder in MISTAKES for problem in _problems(folder)}
    assert set(checked_codes()) <= shown


def _objects(schema: Any, root: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Every object of a schema that declares its keys."""
    if isinstance(schema, list):
        for part in schema:
            yield from _objects(part, root)
    elif isinstance(schema, dict):
        if schema.get("additionalProperties") is False and schema.get("properties"):
            yield schema
        for part in schema.values():
            yield from _objects(part, root)


@pytest.mark.parametrize("file", SCHEMAS, ids=lambda file: file.name)
def test_the_keys_of_every_object_are_near_misses_of_themselves(file: Path) -> None:
    """A key with its last letter doubled is told with the key that was meant, whatever the schema and the object."""
    from stallkeeper.text.wording import did_you_mean

    objects = list(_objects(read(file), read(file)))
    assert objects
    for part in objects:
        for key in part["properties"]:
            if len(key) > 2:
                assert did_you_mean(key + key[-1], part["properties"]) == f"did you mean `{key}`?"


@pytest.mark.parametrize(
    ("schema", "text"),
    [("channel-1", example()), ("binding-1", BINDING)],
)
def test_every_misspelt_key_of_a_file_is_told_with_the_one_that_was_meant(schema: str, text: str) -> None:
    keys = list(re.finditer(r"(?<![\w<.])([a-z_]{4,})(?=:(\s|$))", text))
    assert len(keys) > 10
    for match in keys:
        source, _ = read_source(text[: match.end(1)] + "x" + text[match.end(1) :], "file.yaml")
        assert source is not None
        _, found = conform(source, schema)
        told = {problem.hint for problem in found}
        if found:
            assert any(f"`{match[1]}`" in hint for hint in told) or not _declared(match[1], schema), (match[1], told)


def _declared(key: str, schema: str) -> bool:
    """Whether the key is the language's; others are the author's own names."""
    return any(key in part["properties"] for part in _objects(read(_file(schema)), read(_file(schema))))


def _file(schema: str) -> Path:
    return next(file for file in SCHEMAS if file.name.startswith(schema))


def test_a_whole_channel_of_mistakes_is_told_at_once() -> None:
    loaded = load({"channel.yaml": example("statuses:\n  shiped: {natif: [X]}\nactions:\n  ship: {result_in: shiped}")})
    assert len(loaded.problems) >= 3
