"""An OpenAPI 3 or Swagger 2 document in, its operations and schemas out, references followed within the file only."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from stallkeeper.authoring.findings import Findings, pointer
from stallkeeper.text.source import Path

METHODS = ("get", "post", "put", "patch", "delete")
_MOST_HOPS = 20


@dataclass(frozen=True, slots=True)
class Part:
    """A mapping of the document and the way to it; references are followed already."""

    data: Mapping[str, Any]
    path: Path

    @property
    def pointer(self) -> str:
        """The way to it, as an assumption cites it."""
        where = pointer(self.path)
        return where if len(where) <= 120 else f"{where[:70]}…{where[-49:]}"

    def text(self, key: str) -> str:
        value = self.data.get(key)
        return value if isinstance(value, str) else ""


@dataclass(frozen=True, slots=True)
class Parameter:
    """One parameter of an operation. `schema` is its own mapping in Swagger 2."""

    name: str
    place: str
    required: bool
    schema: Part
    part: Part


@dataclass(frozen=True, slots=True)
class Operation:
    """One operation: its path, its method, what it takes and what it answers."""

    path: str
    method: str
    part: Part
    parameters: tuple[Parameter, ...]
    body: Part | None
    answer: Part | None
    answered: Part | None = None
    """What holds the answer's schema, with its examples beside it: a media type, or in Swagger 2 the response."""

    @property
    def segments(self) -> tuple[str, ...]:
        return tuple(step for step in self.path.split("/") if step)

    @property
    def words(self) -> tuple[str, ...]:
        """The segments that are no parameters."""
        return tuple(step for step in self.segments if "{" not in step)


class Document:
    """One file. Nothing in it is trusted: a part of another kind than expected reads as empty."""

    def __init__(self, findings: Findings) -> None:
        self.findings = findings
        data = findings.source.data
        self.root = Part(data if isinstance(data, dict) else {}, ())

    def at(self, part: Part, key: str | int) -> Part:
        """The mapping under a key; an empty one where there is none."""
        value = part.data.get(key) if isinstance(key, str) else None
        return self.resolved(value, (*part.path, key))

    def items(self, part: Part, key: str) -> Iterator[Part]:
        """Each mapping of a list."""
        value = part.data.get(key)
        for index, each in enumerate(value if isinstance(value, list) else []):
            yield self.resolved(each, (*part.path, key, index))

    def resolved(self, value: Any, path: Path) -> Part:
        """The mapping there, or what its `$ref` leads to; one into another file is told and not followed."""
        for _ in range(_MOST_HOPS):
            if not isinstance(value, dict):
                return Part({}, path)
            target = value.get("$ref")
            if not isinstance(target, str):
                return Part(value, path)
            if not target.startswith("#/"):
                self.findings.unknown((*path, "$ref"), "the reference leads out of the file", "it was not followed")
                return Part({}, path)
            path = tuple(step.replace("~1", "/").replace("~0", "~") for step in target[2:].split("/"))
            value = self._find(path)
        return Part({}, path)

    def _find(self, path: Path) -> Any:
        value: Any = self.root.data
        for step in path:
            value = value.get(step) if isinstance(value, dict) else None
        return value

    def operations(self) -> Iterator[Operation]:
        """Every operation, in the order of the file."""
        paths = self.at(self.root, "paths")
        for path in paths.data:
            item = self.at(paths, path)
            shared = tuple(self._parameters(item))
            for method in METHODS:
                if isinstance(path, str) and method in item.data:
                    yield self._operation(path, method, self.at(item, method), shared)

    def _operation(self, path: str, method: str, part: Part, shared: tuple[Parameter, ...]) -> Operation:
        own = tuple(self._parameters(part))
        names = {(each.name, each.place) for each in own}
        parameters = (*own, *(each for each in shared if (each.name, each.place) not in names))
        body = next((each.schema for each in parameters if each.place == "body"), None)
        if "requestBody" in part.data:
            body = self._schema(self._content(self.at(part, "requestBody")))
        answered = self._answer(part)
        return Operation(path, method, part, parameters, body, self._schema(answered), answered)

    def _parameters(self, part: Part) -> Iterator[Parameter]:
        for each in self.items(part, "parameters"):
            name, place = each.text("name"), each.text("in")
            if name and place:
                schema = self.at(each, "schema") if "schema" in each.data else each
                yield Parameter(name, place, each.data.get("required") in (True, "true"), schema, each)

    def _answer(self, part: Part) -> Part | None:
        """What holds the schema of the first success."""
        responses = self.at(part, "responses")
        for code in sorted(str(each) for each in responses.data if str(each).startswith("2")):
            found = self.at(responses, code)
            held = found if "schema" in found.data else self._content(found)
            if held is not None:
                return held
        return None

    def _schema(self, held: Part | None) -> Part | None:
        return None if held is None else self.at(held, "schema")

    def _content(self, part: Part) -> Part | None:
        """The first JSON among the media types, else the first of them."""
        content = self.at(part, "content")
        kinds = sorted(content.data, key=lambda kind: "json" not in str(kind))
        return self.at(content, kinds[0]) if kinds else None

    def properties(self, schema: Part) -> dict[str, Part]:
        """The members of an object, those of its `allOf` and of the first of its alternatives among them."""
        return dict(self._properties(schema, set()))

    def _properties(self, schema: Part, seen: set[Path]) -> Iterator[tuple[str, Part]]:
        if schema.path in seen:
            return
        seen.add(schema.path)
        own = self.at(schema, "properties")
        for name in own.data:
            yield str(name), self.at(own, name)
        for part in self.items(schema, "allOf"):
            yield from self._properties(part, seen)
        for key in ("oneOf", "anyOf"):
            for part in list(self.items(schema, key))[:1]:
                yield from self._properties(part, seen)

    def required(self, schema: Part) -> frozenset[str]:
        """The names of the members that an object cannot go without."""
        own = schema.data.get("required")
        found = {str(name) for name in own} if isinstance(own, list) else set()
        for part in self.items(schema, "allOf"):
            listed = part.data.get("required")
            found |= {str(name) for name in listed} if isinstance(listed, list) else set()
        return frozenset(found)

    def enum(self, schema: Part) -> tuple[str, ...]:
        """The only values, of the schema itself or of its items."""
        for each in (schema, self.at(schema, "items"), *self.items(schema, "allOf")):
            listed = each.data.get("enum")
            if isinstance(listed, list):
                words = (str(word) for word in listed if isinstance(word, str))
                return tuple(dict.fromkeys(word for word in words if word and word.isprintable() and len(word) <= 100))
        return ()
