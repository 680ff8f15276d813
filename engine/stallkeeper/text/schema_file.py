"""The name of a schema in, its content out, read once per process."""

from __future__ import annotations

import json
from functools import cache
from typing import Any

from stallkeeper.text.shipped import shipped_folder


@cache
def read_schema(name: str) -> dict[str, Any]:
    """The JSON Schema called `name` ("channel-1"); it travels with the package, so a missing one is our fault."""
    text = (shipped_folder("schemas") / f"{name}.schema.json").read_text(encoding="utf-8")
    schema: dict[str, Any] = json.loads(text)
    return schema


def resolve(schema: dict[str, Any], root: dict[str, Any]) -> dict[str, Any]:
    """What a local `$ref` ("#/$defs/status") stands for; a schema without one stands for itself."""
    reference = schema.get("$ref")
    if reference is None:
        return schema
    target: Any = root
    for part in reference.removeprefix("#").strip("/").split("/"):
        target = target[part] if part else target
    found: dict[str, Any] = target
    return found
