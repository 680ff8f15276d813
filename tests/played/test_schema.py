"""The schema of play.yaml: every key says what it is, and nothing else is taken."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from stallkeeper.text.schema_file import read_schema, resolve


def objects(schema: Any, way: str = "") -> Iterator[tuple[str, dict[str, Any]]]:
    if isinstance(schema, dict):
        yield way, schema
        for key, inner in schema.items():
            yield from objects(inner, f"{way}/{key}")
    if isinstance(schema, list):
        for index, inner in enumerate(schema):
            yield from objects(inner, f"{way}/{index}")


def test_every_key_has_a_sentence() -> None:
    schema = read_schema("play-1")
    for way, part in objects(schema):
        if isinstance(part.get("properties"), dict) and not way.endswith("/properties"):
            for key, inner in part["properties"].items():
                about = inner.get("description") or resolve(inner, schema).get("description", "")
                assert about.endswith("."), f"{way}/properties/{key}"


def test_no_object_takes_a_key_that_it_does_not_name() -> None:
    for way, part in objects(read_schema("play-1")):
        if part.get("type") == "object":
            assert part.get("additionalProperties") is not None, way
            assert "properties" not in part or part["additionalProperties"] is False or "required" in part, way
