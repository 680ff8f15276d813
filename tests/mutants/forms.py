"""A schema and a path in; what the schema says of the value and of the key that stand there, out."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cached_property
from typing import Any

from stallkeeper.text.schema_file import read_schema, resolve

Path = tuple[str | int, ...]


class Forms:
    """One schema, asked by paths."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._known: dict[Path, tuple[dict[str, Any], ...]] = {}

    @cached_property
    def _root(self) -> dict[str, Any]:
        return read_schema(self._name)

    def is_own_word(self, path: Path) -> bool:
        """Whether the key at the end of `path` is the author's own (a query parameter), and not the language's."""
        return not any(path[-1] in face.get("properties", {}) for face in self._at(path[:-1]))

    def choices(self, path: Path) -> tuple[str, ...]:
        """The words that the language allows at `path`, where it is a closed list of them."""
        found = [str(word) for face in self._at(path) for word in face.get("enum", ())]
        return tuple(dict.fromkeys(found))

    def types(self, path: Path) -> set[str]:
        """The types that are declared for `path`."""
        found: set[str] = set()
        for face in self._at(path):
            declared = face.get("type", [])
            found |= {declared} if isinstance(declared, str) else set(declared)
        return found

    def _at(self, path: Path) -> tuple[dict[str, Any], ...]:
        if path not in self._known:
            above = self._faces(self._root) if not path else self._steps(self._at(path[:-1]), path[-1])
            self._known[path] = tuple(above)
        return self._known[path]

    def _steps(self, faces: tuple[dict[str, Any], ...], step: str | int) -> Iterator[dict[str, Any]]:
        for face in faces:
            for part in _parts(face, step):
                if isinstance(part, dict):
                    yield from self._faces(part)

    def _faces(self, schema: dict[str, Any], depth: int = 0) -> Iterator[dict[str, Any]]:
        """The schema and everything that it also is, or may be."""
        if depth > 12:
            return
        if "$ref" in schema:
            yield from self._faces(resolve(schema, self._root), depth + 1)
        yield schema
        for key in ("allOf", "anyOf", "oneOf"):
            for part in schema.get(key, ()):
                yield from self._faces(part, depth + 1)
        for key in ("then", "else"):
            if isinstance(schema.get(key), dict):
                yield from self._faces(schema[key], depth + 1)


def _parts(face: dict[str, Any], step: str | int) -> Iterator[Any]:
    if isinstance(step, int):
        ahead = face.get("prefixItems", ())
        yield ahead[step] if step < len(ahead) else face.get("items")
        return
    named = step in face.get("properties", {})
    if named:
        yield face["properties"][step]
    patterns = [part for pattern, part in face.get("patternProperties", {}).items() if re.search(pattern, step)]
    yield from patterns
    if not named and not patterns:
        yield face.get("additionalProperties")
