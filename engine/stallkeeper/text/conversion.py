"""Data whose scalars are all text in, the same data typed as a schema declares it out.

What a scalar is, its field says: `130` is text where text is declared and a number where a number is. A scalar that
does not convert is left as text, so that the validation that follows can say what was written.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Any, TypeAlias

from stallkeeper.text.schema_file import resolve

Schema: TypeAlias = dict[str, Any]

_WHOLE = re.compile(r"-?(0|[1-9][0-9]{0,17})", re.ASCII)
_DECIMAL = re.compile(r"-?(0|[1-9][0-9]{0,17})(\.[0-9]{1,18})?", re.ASCII)
_COMBINING = frozenset({"$ref", "allOf", "anyOf", "oneOf", "if"})
"""Keywords by which other schemas speak of the same value."""

_BOOLEANS = {"true": True, "false": False}


def convert(value: Any, schema: Schema, root: Schema) -> Any:
    """`value` with every scalar converted to its declared type where it can be."""
    faces = [schema] if _COMBINING.isdisjoint(schema) else list(_faces(value, schema, root))
    if isinstance(value, dict):
        return {key: convert(member, _merged(_member_schemas(key, faces)), root) for key, member in value.items()}
    if isinstance(value, list):
        return [convert(item, _merged(_item_schemas(at, faces)), root) for at, item in enumerate(value)]
    if isinstance(value, str):
        return convert_scalar(value, _types(faces))
    return value


def convert_scalar(text: str, types: list[str]) -> Any:
    """The first declared type that `text` can be: true/false, a whole number, an exact decimal, or the text itself."""
    for name in types:
        if name == "boolean" and text in _BOOLEANS:
            return _BOOLEANS[text]
        if name == "integer" and _WHOLE.fullmatch(text):
            return int(text)
        if name == "number" and _DECIMAL.fullmatch(text):
            return Decimal(text)
        if name == "string":
            return text
    return text


def _merged(schemas: list[Schema]) -> Schema:
    return schemas[0] if len(schemas) == 1 else {"allOf": schemas}


def _member_schemas(key: str, faces: list[Schema]) -> list[Schema]:
    found = []
    for face in faces:
        named = key in face.get("properties", {})
        if named:
            found.append(face["properties"][key])
        patterns = [part for pattern, part in face.get("patternProperties", {}).items() if re.search(pattern, key)]
        found += patterns
        if not named and not patterns and isinstance(face.get("additionalProperties"), dict):
            found.append(face["additionalProperties"])
    return [schema for schema in found if isinstance(schema, dict)]


def _item_schemas(at: int, faces: list[Schema]) -> list[Schema]:
    found = []
    for face in faces:
        first = face.get("prefixItems", [])
        found.append(first[at] if at < len(first) else face.get("items"))
    return [schema for schema in found if isinstance(schema, dict)]


def _types(faces: list[Schema]) -> list[str]:
    for face in faces:
        declared = face.get("type")
        if declared is not None:
            return [declared] if isinstance(declared, str) else list(declared)
        values = face.get("enum", [face["const"]] if "const" in face else [])
        if values:
            return [_type_of(value) for value in values]
    return []


def _type_of(value: Any) -> str:
    return {bool: "boolean", int: "integer", float: "number"}.get(type(value), "string")


def _faces(value: Any, schema: Schema, root: Schema) -> Iterator[Schema]:
    """Every schema that speaks of `value`: the one given, what it refers to, and the branches that it takes."""
    yield schema
    if "$ref" in schema:
        yield from _faces(value, resolve(schema, root), root)
    for part in schema.get("allOf", ()):
        yield from _faces(value, part, root)
    for name in ("anyOf", "oneOf"):
        chosen = next((part for part in schema.get(name, ()) if _fits(value, part, root)), None)
        if chosen is not None:
            yield from _faces(value, chosen, root)
    if "if" in schema:
        branch = schema.get("then" if _fits(value, schema["if"], root) else "else")
        if isinstance(branch, dict):
            yield from _faces(value, branch, root)


def _fits(value: Any, schema: Any, root: Schema) -> bool:
    """Whether `value`, still untyped, has the shape that a branch's schema asks for."""
    if isinstance(schema, bool):
        return schema
    schema = {**resolve(schema, root), **schema}
    return (
        _fits_type(value, schema.get("type"))
        and _fits_literal(value, schema)
        and ("not" not in schema or not _fits(value, schema["not"], root))
        and all(_fits(value, part, root) for part in schema.get("allOf", ()))
        and ("anyOf" not in schema or any(_fits(value, part, root) for part in schema["anyOf"]))
        and (not isinstance(value, dict) or _fits_members(value, schema, root))
    )


def _fits_type(value: Any, declared: Any) -> bool:
    if declared is None:
        return True
    names = [declared] if isinstance(declared, str) else declared
    if isinstance(value, str):
        return "string" in names or not isinstance(convert_scalar(value, list(names)), str)
    return {dict: "object", list: "array", type(None): "null"}.get(type(value)) in names


def _fits_literal(value: Any, schema: Schema) -> bool:
    if "const" not in schema and "enum" not in schema:
        return True
    allowed = schema.get("enum", [schema.get("const")])
    return isinstance(value, str) and any(convert_scalar(value, [_type_of(word)]) == word for word in allowed)


def _fits_members(value: dict[str, Any], schema: Schema, root: Schema) -> bool:
    named = schema.get("properties", {})
    return all(key in value for key in schema.get("required", ())) and all(
        _fits(member, named[key], root) for key, member in value.items() if key in named
    )
