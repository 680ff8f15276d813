"""The name of a schema in, its content out, read once per process."""

from __future__ import annotations

import json
from functools import cache
from typing import Any

from stallkeeper.text.shipped import shipped_folder

_ANNOTATIONS = frozenset({"description", "title", "x-missing", "x-form", "x-code", "x-otherwise"})


@cache
def read_schema(name: str) -> dict[str, Any]:
    """The JSON Schema called `name` ("channel-1"); it travels with the package, so a missing one is our fault.

    References are written out where that changes nothing: following them is most of what a validation costs.
    """
    schema = read_as_written(name)
    return {key: part if key == "$defs" else _written_out(part, schema, ()) for key, part in schema.items()}


@cache
def read_as_written(name: str) -> dict[str, Any]:
    """The same with its references."""
    text = (shipped_folder("schemas") / f"{name}.schema.json").read_text(encoding="utf-8")
    schema: dict[str, Any] = json.loads(text)
    return schema


def _written_out(part: Any, root: dict[str, Any], inside: tuple[str, ...]) -> Any:
    """`part` with each reference replaced by what it stands for, unless it leads back into itself or says more."""
    if isinstance(part, list):
        return [_written_out(item, root, inside) for item in part]
    if not isinstance(part, dict):
        return part
    reference = part.get("$ref")
    own = {key: value for key, value in part.items() if key != "$ref"}
    if isinstance(reference, str) and reference not in inside and set(own) <= _ANNOTATIONS:
        return {**_written_out(resolve(part, root), root, (*inside, reference)), **own}
    return {key: _written_out(value, root, inside) for key, value in part.items()}


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
