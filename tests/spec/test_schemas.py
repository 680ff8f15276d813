"""The language's schemas: every key is described, nothing is left open, words agree with the engine's."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, get_args

import pytest
from jsonschema import Draft202012Validator

from stallkeeper import durations
from stallkeeper.machine.decision import ReasonCode
from stallkeeper.spec.action_spec import UNCHANGED
from stallkeeper.text.formats import FORMATS, is_duration
from stallkeeper.text.shipped import shipped_folder
from stallkeeper.words import CONDITION_OPERATORS, STATUSES

FILES = sorted(shipped_folder("schemas").glob("*.schema.json"))


def read(file: Path) -> dict[str, Any]:
    schema: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
    return schema


def parts(schema: Any) -> Iterator[dict[str, Any]]:
    """Every schema within `schema`; the conditions of `if` and `not` and what literals hold are none."""
    if isinstance(schema, list):
        for part in schema:
            yield from parts(part)
    elif isinstance(schema, dict):
        yield schema
        for name, part in schema.items():
            if name in ("properties", "patternProperties", "$defs", "dependentSchemas"):
                yield from parts(list(part.values()))
            elif name not in ("if", "not", "enum", "const", "required", "default", "examples"):
                yield from parts(part)


def keys(schema: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """Every key that an author can write with its description; a branch that repeats a key need not describe it."""
    for part in parts(schema):
        for key, value in part.get("properties", {}).items():
            if set(value) - {"x-missing", "const", "enum"}:
                yield key, value.get("description", "")


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_every_key_has_a_description_of_one_sentence(file: Path) -> None:
    described = list(keys(read(file)))
    wrong = [(key, text) for key, text in described if not text.endswith(".") or ". " in text]
    assert described and wrong == []


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_every_schema_is_a_sound_json_schema_of_2020_12(file: Path) -> None:
    schema = read(file)
    assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert schema["$id"] == file.name
    Draft202012Validator.check_schema(schema)


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_no_object_takes_keys_that_nobody_declared(file: Path) -> None:
    objects = [part for part in parts(read(file)) if part.get("type") == "object" and "properties" in part]
    assert objects and [part for part in objects if "additionalProperties" not in part] == []


@pytest.mark.parametrize("name", ["accounts-1", "channel-1", "scenario-1"])
def test_the_statuses_are_the_sixteen_of_the_engine(name: str) -> None:
    schema = read(shipped_folder("schemas") / f"{name}.schema.json")
    found = [part["enum"] for part in parts(schema) if part.get("x-code") == "unknown-status-word"]
    assert found and all([word for word in words if word != UNCHANGED] == list(STATUSES) for words in found)


def test_conditions_have_the_operators_of_the_engine() -> None:
    schema = read(shipped_folder("schemas") / "channel-1.schema.json")
    assert tuple(schema["$defs"]["comparison"]["properties"]) == CONDITION_OPERATORS


def test_a_scenario_knows_every_reason_the_machine_may_give() -> None:
    schema = read(shipped_folder("schemas") / "scenario-1.schema.json")
    asked = schema["$defs"]["ask"]["properties"]["reasons"]["items"]["enum"]
    assert sorted(asked) == sorted(get_args(ReasonCode))


def test_a_duration_is_the_same_to_the_schema_and_to_the_engine() -> None:
    for text in ("15 minutes", "1 day", "0 seconds", "3 weeks", "1 year", "1  day", "one day"):
        assert is_duration(text) == bool(re.fullmatch(durations.PATTERN, text))


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_every_format_a_schema_asks_for_is_one_that_is_checked(file: Path) -> None:
    asked = {part["format"] for part in parts(read(file)) if "format" in part}
    assert asked <= set(FORMATS)
