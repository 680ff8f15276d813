"""A vendor's API description in, its operations out: what each takes, and the values it lists."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml
from openapi_core import Config, OpenAPI

from tests.shared_material import ROOT

DIRECTORY = "STALLKEEPER_VENDOR_SPECS"
"""Names the directory of the vendors' files, where they do not lie beside the checkout."""

_METHODS = ("get", "put", "post", "patch", "delete")


@dataclass(frozen=True, slots=True)
class Operation:
    """One operation of a description: `POST /orders/{id}/ship`."""

    method: str
    path: str
    parameters: tuple[Mapping[str, Any], ...]
    body: Mapping[str, Any] | None
    """The schema of its body, JSON or a form, if it takes one."""
    media_type: str | None = None

    @property
    def name(self) -> str:
        return f"{self.method} {self.path}"

    def values_in_path(self, path: str) -> Mapping[str, str] | None:
        """What stands in the path's places, or None where it is another path."""
        between = re.split(r"\{([^}]+)\}", self.path)
        found = re.fullmatch("([^/]+)".join(map(re.escape, between[::2])), path)
        return dict(zip(between[1::2], found.groups(), strict=True)) if found else None


@dataclass(frozen=True)
class Description:
    """A whole description, as OpenAPI 3. `closed` validates bodies without looking at their unknown fields."""

    document: Mapping[str, Any]
    operations: tuple[Operation, ...] = field(repr=False)

    def resolve(self, schema: Any) -> Mapping[str, Any]:
        """The schema itself where `schema` only refers to it."""
        while isinstance(schema, Mapping) and "$ref" in schema:
            schema = self.at(schema["$ref"])
        return schema if isinstance(schema, Mapping) else {}

    def at(self, pointer: str) -> Any:
        """What stands at a JSON pointer, followed through references; a step `*` is not one."""
        value: Any = self.document
        for step in pointer.lstrip("#").strip("/").split("/"):
            if isinstance(value, Mapping) and "$ref" in value:
                value = self.at(value["$ref"])
            step = step.replace("~1", "/").replace("~0", "~")
            value = value[int(step)] if isinstance(value, list) else value[step]
        return value

    def example(self, schema: Any, depth: int = 0) -> Any:
        """A value put together of the examples that stand at its properties; None where there is none."""
        resolved = self.resolve(schema)
        if "example" in schema or "example" in resolved or depth > 20:
            return schema.get("example", resolved.get("example"))
        if "allOf" in resolved:
            found = [self.example(each, depth + 1) for each in resolved["allOf"]]
            objects = [each for each in found if isinstance(each, dict)]
            together = {name: value for each in objects for name, value in each.items()}
            return together or next((each for each in found if each is not None), None)
        if "items" in resolved:
            item = self.example(resolved["items"], depth + 1)
            return [] if item is None else [item]
        inner = {name: self.example(each, depth + 1) for name, each in resolved.get("properties", {}).items()}
        return {name: value for name, value in inner.items() if value is not None} or None

    def operation(self, method: str, path: str) -> Operation | None:
        """The operation that a request of ours is, the one with the fewest places in its path first."""
        fitting = [
            each for each in self.operations if each.method == method.upper() and each.values_in_path(path) is not None
        ]
        return min(fitting, key=lambda each: each.path.count("{"), default=None)

    def enforcing(self, operation: Operation, server: str) -> OpenAPI:
        """A validator of that operation alone: these files are too large to be prepared whole for each request."""
        document = {
            **self.document,
            "servers": [{"url": server}],
            "paths": {operation.path: self.document["paths"][operation.path]},
        }
        decoders = {operation.media_type: json.loads} if operation.media_type else {}
        return OpenAPI.from_dict(
            document, config=Config(spec_validator_cls=None, extra_media_type_deserializers=decoders)
        )  # type: ignore[arg-type]


def vendor_file(name: str) -> Path:
    """The vendor's file; the test that asks for it skips, and says why, where there is none."""
    named = os.environ.get(DIRECTORY)
    folder = Path(named) if named else ROOT.parent / "shared" / "vendor-openapi"
    if not (folder / name).is_file():
        pytest.skip(f"the vendor's description {name} is not here; {DIRECTORY} may name the directory that holds it")
    return folder / name


@cache
def description(*names: str) -> Description:
    """One description out of one or several files of a vendor."""
    documents = [_as_version_3(_read(vendor_file(name))) for name in names]
    merged: dict[str, Any] = dict(documents[0])
    for other in documents[1:]:
        merged["paths"] = {**merged["paths"], **other["paths"]}
        for kind, parts in other.get("components", {}).items():
            merged["components"] = {**merged["components"], kind: {**parts, **merged["components"].get(kind, {})}}
    return Description(merged, tuple(_operations(merged)))


def _read(file: Path) -> dict[str, Any]:
    text = file.read_text(encoding="utf-8")
    loaded = json.loads(text) if file.suffix == ".json" else yaml.load(text, Loader=yaml.CSafeLoader)
    assert isinstance(loaded, dict)
    return loaded


def _operations(document: Mapping[str, Any]) -> Iterator[Operation]:
    whole = Description(document, ())
    for path, item in document["paths"].items():
        for method in _METHODS:
            if method not in item:
                continue
            given = [*item.get("parameters", ()), *item[method].get("parameters", ())]
            content = whole.resolve(item[method].get("requestBody", {})).get("content", {})
            media = next((each for each in content if "json" in each), next(iter(content), None))
            body = whole.resolve(content[media].get("schema", {})) if media else None
            yield Operation(method.upper(), path, tuple(whole.resolve(each) for each in given), body, media)


def _as_version_3(document: dict[str, Any]) -> dict[str, Any]:
    """A Swagger 2.0 document as OpenAPI 3.0: the parts that a request is checked by."""
    if "swagger" not in document:
        return document
    text = (
        json.dumps(document)
        .replace("#/definitions/", "#/components/schemas/")
        .replace("#/parameters/", "#/components/parameters/")
    )
    old = json.loads(text)
    return {
        "openapi": "3.0.0",
        "info": old["info"],
        "paths": {path: _path_item(item) for path, item in old["paths"].items()},
        "components": {
            "schemas": old.get("definitions", {}),
            "parameters": {name: _parameter(each) for name, each in old.get("parameters", {}).items()},
        },
    }


def _path_item(item: Mapping[str, Any]) -> dict[str, Any]:
    new: dict[str, Any] = {"parameters": [_parameter(each) for each in item.get("parameters", ())]}
    for method in _METHODS:
        if method in item:
            new[method] = _operation(item[method])
    return new


def _operation(old: Mapping[str, Any]) -> dict[str, Any]:
    given = old.get("parameters", ())
    new = {**old, "parameters": [_parameter(each) for each in given if each.get("in") != "body"]}
    for each in given:
        if each.get("in") == "body":
            new["requestBody"] = {
                "required": each.get("required", False),
                "content": {"application/json": {"schema": each["schema"]}},
            }
    new["responses"] = {code: _response(each) for code, each in old.get("responses", {}).items()}
    return new


def _response(old: Mapping[str, Any]) -> dict[str, Any]:
    schema = {"content": {"application/json": {"schema": old["schema"]}}} if "schema" in old else {}
    return {"description": "", **{key: value for key, value in old.items() if key != "schema"}, **schema}


def _parameter(old: Mapping[str, Any]) -> dict[str, Any]:
    if "$ref" in old:
        return dict(old)
    beside = ("name", "in", "required", "description")
    schema = {key: value for key, value in old.items() if key not in (*beside, "collectionFormat")}
    style = {"style": "form", "explode": old.get("collectionFormat") == "multi"} if old.get("type") == "array" else {}
    return {**{key: old[key] for key in beside if key in old}, **style, "schema": schema}
