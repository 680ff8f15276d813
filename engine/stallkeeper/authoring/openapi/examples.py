"""An operation in, an example of its answer out: the file's own, or put together from the examples of its members."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from stallkeeper.authoring.openapi.document import Document, Operation, Part
from stallkeeper.problems import Place
from stallkeeper.text.json_codec import decode
from stallkeeper.text.malformed import Malformed
from stallkeeper.text.source import Path

_MOST_VALUES = 3_000
_MOST_ITEMS = 5
_DEEPEST = 24
_LONGEST_TEXT = 2_000
_LONGEST_PACKED = 50_000
_NUMBER = re.compile(r"-?\d{1,30}(\.\d{1,30})?", re.ASCII)
_WORDS = {"true": True, "false": False, "null": None, "~": None, "": None}
_INVENTED: dict[str, Any] = {"integer": 1, "number": 1, "boolean": False}
_INVENTED_TEXTS = {"date-time": "2026-01-02T03:04:05Z", "date": "2026-01-02"}


@dataclass(frozen=True, slots=True)
class Example:
    """An answer as it may look, and the way to what it was taken from."""

    value: Any
    pointer: str
    is_whole: bool
    """Whether the file gives it as one; else its members' examples were put together, and what had none invented."""


def example_of(document: Document, operation: Operation) -> Example | None:
    """None where the file gives no example, neither of the answer nor of anything in it. Bounded, whatever it says."""
    reader = _Reader(document)
    if operation.answered is None or operation.answer is None:
        return None
    whole = reader.given(operation.answered) or reader.given(operation.answer)
    if whole is not None:
        return whole
    value = reader.put_together(operation.answer, 0)
    usable = reader.found and isinstance(value, dict | list)
    return Example(value, operation.answer.pointer, False) if usable else None


@dataclass
class _Reader:
    """Reads examples out of one document, and counts what it has read."""

    document: Document
    left: int = _MOST_VALUES
    found: bool = False
    """Whether anything of what was put together stands in the file."""
    inside: list[Path] = field(default_factory=list)

    def given(self, part: Part) -> Example | None:
        """The example of an answer that stands beside or in its schema, in any of the four ways of writing one."""
        for said, path in self._said(part):
            value = _unpacked(said) if isinstance(said, str) else self._copied(said, path, 0)
            if isinstance(value, dict | list) and value:
                return Example(value, Part({}, path).pointer, True)
        return None

    def _said(self, part: Part) -> list[tuple[Any, Path]]:
        """`example`, the first of the list `examples`, each of the named `examples`, with the way to it."""
        found = [(part.data["example"], (*part.path, "example"))] if "example" in part.data else []
        listed = part.data.get("examples")
        if isinstance(listed, list):
            return [*found, *((each, (*part.path, "examples", at)) for at, each in enumerate(listed[:1]))]
        named = self.document.at(part, "examples")
        for name in named.data:
            each = self.document.at(named, name)
            key = "value" if "value" in each.data else None
            found.append((each.data[key], (*each.path, key)) if key else (each.data, each.path))
        return found

    def _copied(self, value: Any, path: Path, depth: int) -> Any:
        """A part of the file as the JSON value that it says; lists are cut, and what is too much is left out."""
        self.left -= 1
        if isinstance(value, dict) and depth < _DEEPEST:
            members = ((str(key), each, (*path, key)) for key, each in value.items() if self.left > 0)
            return {key: self._copied(each, way, depth + 1) for key, each, way in members}
        if isinstance(value, list) and depth < _DEEPEST:
            return [self._copied(each, (*path, at), depth + 1) for at, each in enumerate(value[:_MOST_ITEMS])]
        return None if isinstance(value, dict | list) or value is None else self._scalar(value, path)

    def _scalar(self, text: str, path: Path) -> Any:
        """A number where it is written as one: what is quoted is text."""
        source = self.document.findings.source
        place = source.places.get(path)
        quoted = place is not None and _written_at(source.lines, place)[:1] in ('"', "'", "|", ">")
        return text[:_LONGEST_TEXT] if quoted else _resolved(text)

    def put_together(self, schema: Part, depth: int) -> Any:
        """An example of a schema from those of its members; None where it is too deep, or holds itself."""
        self.left -= 1
        if self.left < 0 or depth > _DEEPEST or schema.path in self.inside:
            return None
        own = next((self._copied(said, path, 0) for said, path in self._said(schema)), None)
        if own is not None:
            self.found = True
            return own
        self.inside.append(schema.path)
        value = self._invented(schema, depth)
        self.inside.pop()
        return value

    def _invented(self, schema: Part, depth: int) -> Any:
        members = self.document.properties(schema)
        if members:
            made = {name: self.put_together(part, depth + 1) for name, part in members.items()}
            return {name: value for name, value in made.items() if value is not None}
        if "items" in schema.data:
            one = self.put_together(self.document.at(schema, "items"), depth + 1)
            return [] if one is None else [one]
        words = self.document.enum(schema)
        if words:
            return words[0]
        kind = schema.text("type")
        return None if kind in ("object", "array", "null") else _INVENTED.get(kind, _text(schema))


def _text(schema: Part) -> str:
    return _INVENTED_TEXTS.get(schema.text("format"), "example")


def _written_at(lines: tuple[str, ...], place: Place) -> str:
    line = lines[place.line - 1] if 0 < place.line <= len(lines) else ""
    return line[place.column - 1 :]


def _resolved(text: str) -> Any:
    if text.lower() in _WORDS:
        return _WORDS[text.lower()]
    if _NUMBER.fullmatch(text) is None:
        return text[:_LONGEST_TEXT]
    return Decimal(text) if "." in text else int(text)


def _unpacked(value: str) -> Any:
    """Some files give an example as a text that holds JSON."""
    if len(value) > _LONGEST_PACKED or not value.lstrip().startswith(("{", "[")):
        return value
    try:
        return decode(value.encode("utf-8", "surrogatepass"))
    except Malformed:
        return value
